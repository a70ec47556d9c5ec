/// Strong identifiers: two kinds of id never mix by accident. Plain values; the wrapped text or number is `.value`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace sportello::flows {

template <class Tag, class Value>
struct Id {
  Value value{};

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;
};

/// A WhatsApp message id. Opaque; unique within one business number (Meta, webhooks reference).
using Wamid = Id<struct WamidTag, std::string>;
/// The business number a message came to or leaves from, as Meta names it.
using PhoneNumberId = Id<struct PhoneNumberIdTag, std::string>;
/// The short name of a business: its profile's `id`.
using BusinessId = Id<struct BusinessIdTag, std::string>;
/// A person as this desk knows them, whatever number or username they write from.
using PersonId = Id<struct PersonIdTag, std::int64_t>;
using ConversationId = Id<struct ConversationIdTag, std::int64_t>;
using TicketId = Id<struct TicketIdTag, std::int64_t>;
using OutboxId = Id<struct OutboxIdTag, std::int64_t>;
using AttachmentId = Id<struct AttachmentIdTag, std::int64_t>;

}  // namespace sportello::flows

template <class Tag, class Value>
struct std::hash<sportello::flows::Id<Tag, Value>> {
  std::size_t operator()(const sportello::flows::Id<Tag, Value>& id) const noexcept {
    return std::hash<Value>{}(id.value);
  }
};
