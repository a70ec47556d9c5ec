#include "webhooks/console/live_updates.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"

namespace sportello::webhooks {
namespace {

std::string_view name_of(DeskNews::Kind kind) {
  switch (kind) {
    case DeskNews::Kind::TicketOpened:
      return "ticket_opened";
    case DeskNews::Kind::TicketChanged:
      return "ticket_changed";
    case DeskNews::Kind::MessageArrived:
      return "message_arrived";
    case DeskNews::Kind::MessageChanged:
      return "message_changed";
    case DeskNews::Kind::AttachmentStored:
      return "attachment_stored";
    case DeskNews::Kind::PresenceChanged:
      return "presence_changed";
    case DeskNews::Kind::OutboxChanged:
      return "outbox_changed";
    case DeskNews::Kind::DeskChanged:
      return "desk_changed";
  }
  return "";
}

}  // namespace

LiveUpdates::LiveUpdates(std::string run, std::size_t memory) : run_(std::move(run)), memory_(memory) {}

void LiveUpdates::publish(const DeskNews& news) {
  nlohmann::json data = nlohmann::json::object();
  if (!news.ticket.empty()) data["ticket"] = news.ticket;
  if (news.conversation.value != 0) data["conversation"] = news.conversation.value;

  const std::scoped_lock lock(mutex_);
  events_.push_back({++newest_, std::string(name_of(news.kind)), flows::print_json(data)});
  if (events_.size() > memory_) events_.pop_front();
  const auto& event = events_.back();
  // Sending only hands over; under the lock every stream sees the events in one order.
  std::erase_if(streams_,
                [&](const auto& one) { return !one.stream->send_event(id_of(event.number), event.name, event.data); });
}

void LiveUpdates::open(const Replier& replier, std::optional<std::string_view> last_event_id,
                       std::int64_t operator_id) {
  Response head;
  head.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};

  // Under the lock from the start: nothing is published between the head and the stream's place in the list.
  const std::scoped_lock lock(mutex_);
  auto stream = replier.stream(std::move(head));
  if (!stream) return;
  if (last_event_id) {
    if (const auto seen = resume_after(*last_event_id)) {
      for (const auto& event : events_)
        if (event.number > *seen) stream->send_event(id_of(event.number), event.name, event.data);
    } else {
      stream->send_event(id_of(newest_), "reset", "{}");
    }
  }
  // The page learns from here on where it stands, also when nothing happens for a while.
  if (stream->send_event(id_of(newest_), "hello", "{}")) streams_.push_back({std::move(stream), operator_id});
}

void LiveUpdates::close() {
  const std::scoped_lock lock(mutex_);
  for (const auto& one : streams_) one.stream->close();
  streams_.clear();
}

void LiveUpdates::end(std::int64_t operator_id) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(streams_, [operator_id](const auto& one) {
    if (one.operator_id != operator_id) return false;
    one.stream->close();
    return true;
  });
}

std::string LiveUpdates::id_of(std::uint64_t number) const {
  return run_ + '.' + std::to_string(number);
}

std::optional<std::uint64_t> LiveUpdates::resume_after(std::string_view id) const {
  if (!id.starts_with(run_) || id.size() <= run_.size() + 1 || id[run_.size()] != '.') return std::nullopt;
  const auto digits = id.substr(run_.size() + 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number > newest_) return std::nullopt;
  const auto oldest = events_.empty() ? newest_ + 1 : events_.front().number;
  if (number + 1 < oldest) return std::nullopt;
  return number;
}

}  // namespace sportello::webhooks
