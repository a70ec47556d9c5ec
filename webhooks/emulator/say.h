/// What customers do: write, tap, send photos and voice notes, react, edit, delete, change their number.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "flows/core/result.h"
#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// One deed of a customer in the chat with a number; README.md lists the forms of `deed`. Gives the id of the message
/// it made. Invalid for a deed that cannot be, NotFound for a message or media that is not there.
flows::Result<std::string> say(World& world, const Number& number, Customer& customer, const nlohmann::json& deed,
                               Moment now, Effects& effects);

/// The desk has taken a webhook: the customer sees the second tick.
void acknowledge(World& world, const Webhook& webhook, Effects& effects);

/// Another phone number for the customer, told by a system message to every business they have written to.
flows::Result<void> change_number(World& world, Customer& customer, const std::string& phone, Moment now,
                                  Effects& effects);

/// Keeps media that came from a phone or an upload; the bytes are the caller's.
Media& keep_media(World& world, const Number& number, std::string mime, std::string filename, std::string sha256,
                  std::uint64_t size, bool received, Moment now);
/// The address of its bytes, good for five minutes; it says until when.
std::string media_url(const World& world, const Media& media, Moment now);
/// Whether such an address may still be used.
enum class MediaTicket { Good, Expired, Forged };
MediaTicket check_media_url(const World& world, const Media& media, const std::string& until, const std::string& hash,
                            Moment now);

}  // namespace sportello::webhooks::emulator
