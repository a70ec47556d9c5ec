/// The ticks: what becomes of a message after the Graph API has taken it, and the webhooks that tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// Starts a message's way: `sent` at once, the rest as the policy says. It is the last of its thread.
void begin_statuses(World& world, const Number& number, const Customer& customer, ChatMessage& message, Moment now,
                    Effects& effects);
/// `failed` for a message whose customer may be nobody here; `phone` is where it went.
void fail_message(World& world, const Number& number, const Customer* customer, ChatMessage& message, GraphFault why,
                  const std::string& phone, Moment now, Effects& effects);

/// Brings about whatever is due. Call it when next_due() has come.
void advance(World& world, Moment now, Effects& effects);
/// When something is due; empty while nothing is. What waits for a switched-off phone is not due.
std::optional<std::chrono::milliseconds> next_due(const World& world);

/// The chat is looked at, or no more. Opening it reads all that was delivered.
enum class Look { Open, Away };
void look_at(World& world, std::string_view number, std::string_view customer, Look look, Moment now, Effects& effects);
/// Switches a customer's phone on or off.
enum class Phone { On, Off };
void switch_phone(World& world, Customer& customer, Phone phone, Moment now);
/// The customer has listened to a voice note of the business.
void play(World& world, const Number& number, const Customer& customer, ChatMessage& message, Moment now,
          Effects& effects);

}  // namespace sportello::webhooks::emulator
