#include "webhooks/console/person_copy.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "storage/customer_notes.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/message_json.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kEverything = std::numeric_limits<int>::max();

json names_json(const std::vector<storage::AliasRow>& aliases) {
  json list = json::array();
  for (const auto& alias : aliases) {
    list.push_back({{"kind", alias.kind == storage::AliasKind::WaId ? "whatsapp" : "user_id"}, {"value", alias.value}});
  }
  return list;
}

json notes_json(storage::Reader& reader, flows::PersonId person) {
  json list = json::array();
  for (const auto& note : storage::customer_notes_of(reader).of_person(person)) {
    list.push_back({{"at", flows::iso_utc(note.at)}, {"who", note.who}, {"text", note.text}});
  }
  return list;
}

json messages_json(storage::Reader& reader, flows::PersonId person) {
  json list = json::array();
  for (const auto conversation : reader.conversations_of(person)) {
    for (const auto& line : reader.thread(conversation, kEverything)) list.push_back(message_json(line));
  }
  return list;
}

void add_mail(storage::Reader& reader, flows::TicketId ticket, json& list) {
  for (const auto& mail : reader.mail_of(ticket)) {
    list.push_back({{"to", mail.recipient},
                    {"at", flows::iso_utc(mail.created_at)},
                    {"subject", mail.subject},
                    {"text", mail.body},
                    {"state", mail.state}});
  }
  for (const auto& mail : reader.mail_received_of(ticket)) {
    list.push_back({{"from", mail.sender},
                    {"at", flows::iso_utc(mail.received_at)},
                    {"subject", mail.subject},
                    {"text", mail.body}});
  }
}

}  // namespace

json person_copy_json(storage::Reader& reader, const storage::PersonRow& person, const flows::Business* business,
                      flows::Instant now) {
  json tickets = json::array();
  json mail = json::array();
  for (const auto& row : reader.tickets_of(person.id, kEverything)) {
    const auto details = read_ticket(reader, row.code);
    if (!details) continue;
    auto ticket = ticket_details_json(*details, business, now, {});
    // They stand together below; the rest is what a page needs to be drawn.
    for (const char* part : {"messages", "customer", "window", "actions", "answered_by", "bot_answers", "history"})
      ticket.erase(part);
    tickets.push_back(std::move(ticket));
    add_mail(reader, row.id, mail);
  }
  return {{"made_at", flows::iso_utc(now)},
          {"person", person_details_json(reader, person)},
          {"names", names_json(reader.aliases(person.id))},
          {"notes", notes_json(reader, person.id)},
          {"messages", messages_json(reader, person.id)},
          {"tickets", std::move(tickets)},
          {"mail", std::move(mail)}};
}

std::string person_named_json(flows::PersonId person) {
  return flows::print_json({{"person", person.value}});
}

}  // namespace sportello::webhooks
