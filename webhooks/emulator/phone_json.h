/// What the phone in the browser and the control API see of the world, as JSON; and what they may change.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "flows/core/result.h"
#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

nlohmann::json number_view(const Number& number);
nlohmann::json customer_view(const Customer& customer);
nlohmann::json message_view(const ChatMessage& message);
/// A chat without its messages: unread, the last one, until when free text may be sent.
nlohmann::json thread_view(const Thread& thread);
nlohmann::json policy_view(const Policy& policy);
nlohmann::json fault_view(const Fault& fault);
nlohmann::json sent_view(const SentRecord& record, World& world);
nlohmann::json refused_view(const RefusedRecord& record);
/// {"now": milliseconds, "iso": "…Z", "local": "sab 21/11 13:30"-like ISO in Rome, "zone"}.
nlohmann::json clock_view(flows::Instant now);

/// Changes what is named; Invalid for a key nobody knows or a value that cannot be, and then nothing is changed.
flows::Result<void> change_policy(Policy& policy, const nlohmann::json& wishes);
flows::Result<Fault> fault_from(const nlohmann::json& wish);
/// {"at": ISO or local time in Rome}, {"forward_seconds": n}, {"next": {"weekday": 0–6 from Sunday, "time": "13:30"}}.
flows::Result<flows::Instant> clock_from(const nlohmann::json& wish, flows::Instant now);

/// A server-sent event; no name when there is nothing to tell.
struct PhoneEvent {
  std::string name{};
  std::string data{};
};
PhoneEvent phone_event(World& world, const Change& change, Moment now, std::size_t on_the_way);

}  // namespace sportello::webhooks::emulator
