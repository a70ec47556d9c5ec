#include "tests/support/console_scene.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/business/form.h"
#include "flows/core/json.h"
#include "flows/dialogue/event.h"
#include "flows/ticket/code.h"
#include "flows/wording/message.h"

namespace sportello::test {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* name) {
  return object.value(name, std::string{});
}

std::optional<flows::Instant> time_of(const json& object, const char* name) {
  return object.contains(name) ? std::optional(instant_of(object.at(name))) : std::nullopt;
}

/// "plain", ["option", "Its title"], ["several", "items", …] in the field `more`, "?not known".
flows::Answer answer_of(const std::string& field, const json& written) {
  flows::Answer answer;
  if (written.is_string()) {
    const auto text = written.get<std::string>();
    answer.unsure = text.starts_with('?');
    answer.shown = answer.unsure ? text.substr(1) : text;
    answer.values = {answer.shown};
  } else if (field == "more") {
    answer.values = written.get<std::vector<std::string>>();
    for (std::size_t i = 0; i < answer.values.size(); ++i)
      answer.shown += (i == 0 ? "" : "\n") + std::to_string(i + 1) + ". " + answer.values[i];
  } else {
    answer.values = {written.at(0).get<std::string>()};
    answer.shown = written.at(1).get<std::string>();
  }
  return answer;
}

std::string answers_of(const json& written) {
  flows::Answers answers;
  for (const auto& [field, value] : written.items()) answers[field] = answer_of(field, value);
  return flows::print_json(flows::to_json(answers));
}

struct Player {
  storage::Store& store;
  const std::map<std::string, std::string>& prefixes;
  PlayedScene played{};

  struct Known {
    storage::PersonRow person;
    storage::ConversationRow conversation;
    std::string wa_id;
  };
  std::map<std::string, Known> people{};
  std::vector<storage::TicketId> tickets{};
  std::map<std::string, flows::Wamid> wamids{};
  int messages = 0;

  void add_operator(const json& one, flows::Instant now) {
    storage::OperatorRow row;
    row.name = text_of(one, "name");
    row.email = text_of(one, "email");
    row.role = text_of(one, "role");
    row.created_at = now;
    played.operators.push_back(store.operators().create(row));
  }

  void add_person(const json& one, flows::Instant now) {
    Known known;
    auto& person = known.person;
    person.business = {text_of(one, "business")};
    person.name = text_of(one, "name");
    person.profile_name = person.name;
    person.username = text_of(one, "username");
    person.company = text_of(one, "company");
    person.email = text_of(one, "email");
    person.email_enabled = !person.email.empty();
    person.phone = text_of(one, "phone");
    person.reachable = text_of(one, "reachable");
    person.language = "it";
    person.known = one.at("known").get<bool>();
    person.plan = text_of(one, "plan");
    if (one.contains("plan_to")) person.plan_to = *flows::parse_date(text_of(one, "plan_to"));
    person.created_at = now;
    person.id = store.people().create(person);
    known.wa_id = text_of(one, "wa_id");
    const auto alias = [&](storage::AliasKind kind, const std::string& value) {
      if (!value.empty() && !store.people().add_alias(person.id, person.business, kind, value, now))
        throw std::runtime_error("the scene has one name twice");
    };
    alias(storage::AliasKind::WaId, known.wa_id);
    alias(storage::AliasKind::Bsuid, text_of(one, "bsuid"));

    auto& conversation = known.conversation;
    conversation.person = person.id;
    conversation.business = person.business;
    conversation.number = {text_of(one, "number")};
    conversation.owner = "bot";
    conversation.last_customer_at = time_of(one, "last_customer_at");
    conversation.unread = one.value("unread", 0);
    conversation.id = store.conversations().create(conversation);
    people[one.at("key").get<std::string>()] = std::move(known);
  }

  void add_ticket(const json& one) {
    const auto& known = people.at(one.at("person").get<std::string>());
    storage::TicketRow row;
    row.business = known.person.business;
    row.code = flows::ticket_code(prefixes.at(row.business.value), store.tickets().next_number(row.business));
    row.person = known.person.id;
    row.conversation = known.conversation.id;
    row.status = text_of(one, "status");
    row.priority = one.at("priority").get<int>();
    row.answers = answers_of(one.at("answers"));
    row.summary = text_of(one, "summary");
    row.flags = text_of(one, "flags");
    row.channel = "whatsapp";
    row.assignee = text_of(one, "assignee");
    row.rules_version = "2023-12-20";
    row.created_at = instant_of(one.at("created"));
    row.updated_at = instant_of(one.at("updated"));
    row.taken_at = time_of(one, "taken");
    row.resolved_at = time_of(one, "resolved");
    row.deadline = time_of(one, "deadline");
    row.closed_at = time_of(one, "closed");
    if (one.contains("previous")) row.previous = tickets.at(one.at("previous").get<std::size_t>() - 1);
    const auto id = *store.tickets().create(row);
    for (const auto& event : one.at("events")) {
      store.tickets().add_event({.id = 0,
                                 .ticket = id,
                                 .at = instant_of(event.at(0)),
                                 .who = event.at(1).get<std::string>(),
                                 .what = event.at(2).get<std::string>(),
                                 .data = flows::print_json(event.at(3))});
      if (event.at(2) == "to_call") {
        store.callbacks().add({.id = 0,
                               .conversation = row.conversation,
                               .ticket = id,
                               .why = "unreachable",
                               .text = event.at(3).at("text").get<std::string>(),
                               .since = instant_of(event.at(0)),
                               .done_at = {},
                               .done_by = {}});
      }
    }
    tickets.push_back(id);
    played.codes.push_back(row.code);
  }

  std::optional<storage::TicketId> ticket_of(const json& message) const {
    if (!message.contains("ticket")) return std::nullopt;
    return tickets.at(message.at("ticket").get<std::size_t>() - 1);
  }

  flows::Wamid new_wamid(const json& message) {
    const flows::Wamid wamid{"wamid.scene" + std::to_string(++messages)};
    if (message.contains("key")) wamids[message.at("key").get<std::string>()] = wamid;
    return wamid;
  }

  void add_inbound(const json& message, const Known& known) {
    storage::MessageRow row;
    row.conversation = known.conversation.id;
    row.wamid = new_wamid(message);
    row.at = instant_of(message.at("at"));
    row.kind = text_of(message, "in");
    row.text = text_of(message, "text");
    row.ticket = ticket_of(message);
    if (message.contains("quotes")) row.quotes = wamids.at(text_of(message, "quotes"));
    flows::CustomerMessage content{.id = row.wamid,
                                   .to = known.conversation.number,
                                   .from = {known.wa_id, {}, {}, {}, {}},
                                   .sent_at = row.at,
                                   .quotes = row.quotes,
                                   .forwarded = false,
                                   .group = {},
                                   .said = flows::TextSaid{row.text}};
    if (message.contains("location")) {
      const auto& place = message.at("location");
      content.said = flows::LocationSent{place.at("latitude").get<double>(), place.at("longitude").get<double>(),
                                         text_of(place, "name"), text_of(place, "address")};
    }
    row.content = flows::print_json(flows::to_json(content));
    store.conversations().add_message(row);
    if (message.contains("media")) add_attachment(message.at("media"), row);
  }

  void add_attachment(const json& media, const storage::MessageRow& message) {
    storage::AttachmentRow row;
    row.conversation = message.conversation;
    row.ticket = message.ticket;
    row.message = message.wamid;
    row.kind = text_of(media, "kind");
    row.mime = text_of(media, "mime");
    row.filename = text_of(media, "name");
    row.sha256 = text_of(media, "file");  // the stage finds its files by name
    row.size = static_cast<std::int64_t>(
        std::filesystem::file_size(std::filesystem::path(SPORTELLO_TEST_DATA) / "media" / row.sha256));
    row.state = "stored";
    row.created_at = message.at;
    store.attachments().add(row);
  }

  void add_outgoing(const json& message, const Known& known) {
    storage::OutboxRow row;
    row.conversation = known.conversation.id;
    row.number = known.conversation.number;
    row.to_wa_id = known.wa_id;
    flows::OutgoingMessage content{.content = flows::TextMessage{text_of(message, "text")}};
    std::vector<flows::Choice> choices;
    for (const auto& title : message.value("choices", json::array()))
      choices.push_back({.id = title.get<std::string>(), .title = title.get<std::string>(), .description = {}});
    if (text_of(message, "out") == "buttons")
      content.content = flows::ButtonsMessage{text_of(message, "text"), choices, {}};
    if (text_of(message, "out") == "list")
      content.content = flows::ListMessage{text_of(message, "text"), "Scegli", choices, {}};
    row.content = flows::print_json(flows::to_json(content));
    row.text = flows::plain_text(content.content);
    row.purpose = "answer";
    row.wamid = new_wamid(message);
    row.cause = row.wamid->value;
    row.callback = row.wamid->value;
    row.author = message.value("author", std::string("bot"));
    row.ticket = ticket_of(message);
    row.state = text_of(message, "state");
    row.error = text_of(message, "error");
    row.error_code = message.value("error_code", 0);
    row.created_at = instant_of(message.at("at"));
    row.not_before = row.created_at;
    if (row.state != "queued") row.sent_at = row.created_at;
    if (!store.outbox().add(row)) throw std::runtime_error("the scene has one message twice");
  }
};

}  // namespace

flows::Instant instant_of(const json& written) {
  static const auto kUtc = flows::Zone::find("UTC");
  return *flows::parse_instant(written.get<std::string>(), *kUtc);
}

PlayedScene play_scene(storage::Store& store, const json& scene, const std::map<std::string, std::string>& prefixes) {
  const auto now = instant_of(scene.at("now"));
  Player player{store, prefixes};
  for (const auto& one : scene.at("operators")) player.add_operator(one, now);
  for (const auto& one : scene.at("people")) player.add_person(one, now);
  for (const auto& one : scene.at("tickets")) player.add_ticket(one);
  for (const auto& message : scene.at("messages")) {
    const auto& known = player.people.at(message.at("person").get<std::string>());
    if (message.contains("in")) {
      player.add_inbound(message, known);
    } else {
      player.add_outgoing(message, known);
    }
  }
  for (const auto& one : scene.at("parked")) {
    const auto id = store.inbox().insert({text_of(one, "number")}, text_of(one, "key"), text_of(one, "kind"),
                                         flows::print_json(one.at("raw")), instant_of(one.at("at")));
    store.inbox().park(id.value(), text_of(one, "error"));
  }
  return player.played;
}

}  // namespace sportello::test
