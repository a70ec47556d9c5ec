#include "webhooks/console/ticket_json.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "flows/business/form.h"
#include "flows/core/json.h"
#include "flows/ticket/life.h"
#include "flows/wording/message.h"
#include "storage/merges.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/message_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::chrono::hours kServiceWindow{24};
constexpr int kThreadLines = 500;
constexpr int kOlderTickets = 20;

json words(const std::string& text) {
  json list = json::array();
  std::istringstream stream(text);
  for (std::string word; stream >> word;) list.push_back(word);
  return list;
}

std::string newest(const std::vector<storage::AliasRow>& aliases, storage::AliasKind kind) {
  const auto found =
      std::find_if(aliases.begin(), aliases.end(), [kind](const auto& alias) { return alias.kind == kind; });
  return found == aliases.end() ? std::string{} : found->value;
}

flows::Answers answers_of(const storage::TicketRow& ticket) {
  const auto value = flows::parse_json(ticket.answers.empty() ? "{}" : ticket.answers);
  if (!value) return {};
  return flows::answers_from_json(*value).value_or({});
}

/// What was written where it was written, the option's title where one was chosen, a list where items were gathered.
json plain_answer(const flows::Answer& answer, const flows::Field* field) {
  const bool several = field != nullptr ? field->type == flows::FieldType::Items : answer.values.size() > 1;
  if (several) return answer.values;
  const bool verbatim =
      field != nullptr && (field->type == flows::FieldType::Text || field->type == flows::FieldType::Email ||
                           field->type == flows::FieldType::Phone || field->type == flows::FieldType::UrlOrName);
  if (!answer.values.empty() && (answer.shown.empty() || (verbatim && !answer.unsure))) return answer.values.front();
  return answer.shown;
}

const flows::Field* field_of(const flows::Business* business, const std::string& id) {
  return business == nullptr ? nullptr : business->form.field(id);
}

json answers_json(const flows::Answers& answers, const flows::Business* business) {
  json plain = json::object();
  for (const auto& [id, answer] : answers) plain[id] = plain_answer(answer, field_of(business, id));
  return plain;
}

std::string_view name_of(flows::AnswerSource source) {
  switch (source) {
    case flows::AnswerSource::Asked:
      return "asked";
    case flows::AnswerSource::Known:
      return "known";
    case flows::AnswerSource::Volunteered:
      return "volunteered";
  }
  return "";
}

json form_line(const std::string& id, const flows::Answer& answer, const flows::Field* field) {
  const flows::Localized label = field != nullptr ? field->label : flows::Localized{id, id};
  return {{"id", id},
          {"label", localized_json(label)},
          {"value", plain_answer(answer, field)},
          {"shown", answer.shown},
          {"note", text_or_null(answer.note)},
          {"unsure", answer.unsure},
          {"source", name_of(answer.source)}};
}

/// The answers in the order of the form, then those to questions the form does not ask any more.
json form_json(const flows::Answers& answers, const flows::Business* business) {
  json lines = json::array();
  if (business != nullptr) {
    for (const auto& field : business->form.fields) {
      if (const auto answer = answers.find(field.id); answer != answers.end())
        lines.push_back(form_line(field.id, answer->second, &field));
    }
  }
  for (const auto& [id, answer] : answers)
    if (field_of(business, id) == nullptr) lines.push_back(form_line(id, answer, nullptr));
  return lines;
}

json events_json(const TicketDetails& ticket) {
  const auto code_of = [&](storage::TicketId id) {
    const auto found =
        std::find_if(ticket.merged.begin(), ticket.merged.end(), [&](const auto& one) { return one.id == id; });
    return found == ticket.merged.end() ? json() : json(found->code);
  };
  json list = json::array();
  for (const auto& event : ticket.events) {
    auto data = flows::parse_json(event.data.empty() ? "{}" : event.data);
    list.push_back({{"id", event.id},
                    {"at", flows::iso_utc(event.at)},
                    {"who", event.who},
                    {"what", event.what},
                    {"ticket", code_of(event.ticket)},
                    {"data", data ? std::move(*data) : json::object()}});
  }
  return list;
}

/// A file of ours is among the ticket's attachments, under the name it has in the media store.
void add_sent_file(json& line, const storage::ThreadRow& row, const std::vector<storage::AttachmentRow>& attachments) {
  const auto content = flows::parse_json(row.content);
  const auto message = content ? flows::outgoing_from_json(*content) : content.error();
  const auto* file = message ? std::get_if<flows::MediaMessage>(&message->content) : nullptr;
  if (file == nullptr) return;
  const auto found = std::find_if(attachments.begin(), attachments.end(),
                                  [&](const auto& one) { return one.sha256 == file->stored; });
  if (found != attachments.end()) line["attachment"] = attachment_json(*found);
}

json messages_json(const TicketDetails& ticket) {
  json list = json::array();
  std::optional<storage::TicketId> answered;
  std::optional<storage::TicketId> talked_about;
  // Messages carry Meta's time in whole seconds: an operator's first words may stand below what they were answered with.
  const auto first_words = std::find_if(ticket.thread.begin(), ticket.thread.end(), [](const storage::ThreadRow& row) {
    return row.outgoing && row.author != "bot" && row.ticket.has_value();
  });
  for (const auto& row : ticket.thread) {
    // The form's questions were asked before there was a ticket: they belong to the one whose answers they follow. What
    // a customer says to an operator is about what the operator wrote about.
    const bool to_operator = !row.outgoing && !row.reason.empty() && first_words != ticket.thread.end();
    const auto talked = talked_about || !to_operator ? talked_about : first_words->ticket;
    const auto about = row.ticket ? row.ticket : (row.outgoing ? answered : talked);
    if (!row.outgoing) answered = about;
    if (row.outgoing) talked_about = row.author == "bot" ? std::nullopt : row.ticket;
    auto line = message_json(row);
    line["of_this_ticket"] = about == ticket.row.ticket.id;
    if (row.outgoing) add_sent_file(line, row, ticket.attachments);
    list.push_back(std::move(line));
  }
  return list;
}

json window_json(const std::optional<storage::ConversationRow>& conversation, flows::Instant now) {
  const auto last = conversation ? conversation->last_customer_at : std::nullopt;
  if (!last) return {{"open", false}, {"until", json()}};
  const auto until = *last + kServiceWindow;
  const bool closed_early = conversation->window_closed_at && *conversation->window_closed_at >= *last;
  return {{"open", now < until && !closed_early}, {"until", flows::iso_utc(until)}};
}

/// What may be done to the ticket now, as the last segments of the actions' addresses.
json actions_json(const storage::TicketRow& ticket) {
  using flows::TicketMove;
  constexpr std::array<std::pair<std::string_view, TicketMove>, 15> kMoves{{{"take", TicketMove::Take},
                                                                            {"assign", TicketMove::Take},
                                                                            {"reply", TicketMove::Talk},
                                                                            {"note", TicketMove::Talk},
                                                                            {"quote", TicketMove::Quote},
                                                                            {"plan", TicketMove::Plan},
                                                                            {"escalate", TicketMove::Escalate},
                                                                            {"resolve", TicketMove::Resolve},
                                                                            {"reopen", TicketMove::Reopen},
                                                                            {"close", TicketMove::Close},
                                                                            {"time", TicketMove::Talk},
                                                                            {"call", TicketMove::Talk},
                                                                            {"priority", TicketMove::Talk},
                                                                            {"merge", TicketMove::Take},
                                                                            {"split", TicketMove::Talk}}};
  json list = json::array();
  const auto status = flows::ticket_status(ticket.status);
  for (const auto& [verb, move] : kMoves)
    if (status && flows::after_move(*status, move)) list.push_back(verb);
  return list;
}

json survey_json(const std::optional<storage::SurveyRow>& survey, const flows::Business* business,
                 std::string public_url) {
  if (!survey) return {};
  while (public_url.ends_with('/')) public_url.pop_back();
  const bool outside = business != nullptr && !business->policies.survey_link.empty();
  return {{"url", outside ? business->policies.survey_link : public_url + "/feedback/" + survey->token},
          {"score", survey->score ? json(*survey->score) : json()},
          {"comment", text_or_null(survey->comment)}};
}

json proposals_json(const std::vector<storage::ProposalRow>& proposals) {
  json list = json::array();
  for (const auto& one : proposals) {
    list.push_back({{"id", one.id},
                    {"kind", one.kind},
                    {"state", one.state},
                    {"text", one.text},
                    {"cents", one.kind == "quote" ? json(one.cents) : json()},
                    {"start", time_json(one.starts_at)},
                    {"end", time_json(one.ends_at)},
                    {"expires_at", time_json(one.expires_at)},
                    {"attachment", one.attachment ? json(one.attachment->value) : json()},
                    {"sent_at", flows::iso_utc(one.sent_at)},
                    {"answered_at", time_json(one.answered_at)},
                    {"answer", text_or_null(one.answer)},
                    {"answer_message", text_or_null(one.answer_message)}});
  }
  return list;
}

json history_json(const TicketDetails& ticket) {
  json list = json::array();
  for (const auto& other : ticket.history) {
    if (other.id == ticket.row.ticket.id) continue;
    list.push_back({{"code", other.code},
                    {"status", other.status},
                    {"summary", other.summary},
                    {"created_at", flows::iso_utc(other.created_at)}});
  }
  return list;
}

}  // namespace

json person_json(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases) {
  const auto wa_id = newest(aliases, storage::AliasKind::WaId);
  const auto whatsapp = wa_id.empty() ? std::string{} : "+" + wa_id;
  return {{"id", person.id.value},
          {"name", person.name},
          {"company", person.company},
          {"phone", text_or_null(person.phone.empty() ? whatsapp : person.phone)},
          {"whatsapp", text_or_null(whatsapp)},
          {"bsuid", text_or_null(newest(aliases, storage::AliasKind::Bsuid))},
          {"username", text_or_null(person.username)},
          {"profile_name", text_or_null(person.profile_name)},
          {"email", text_or_null(person.email)},
          {"reachable", text_or_null(person.reachable)},
          {"language", text_or_null(person.language)},
          {"known", person.known},
          {"opted_out", person.opted_out},
          {"plan", text_or_null(person.plan)},
          {"plan_to", person.plan_to ? json(flows::iso_date(*person.plan_to)) : json()}};
}

json localized_json(const flows::Localized& text) {
  return {{"it", text.it}, {"en", text.en}};
}

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

json time_json(const std::optional<flows::Instant>& instant) {
  return instant ? json(flows::iso_utc(*instant)) : json();
}

json ticket_json(const storage::TicketListRow& row, const std::vector<storage::AliasRow>& aliases,
                 const flows::Business* business) {
  const auto& ticket = row.ticket;
  return {{"code", ticket.code},
          {"business", ticket.business.value},
          {"status", ticket.status},
          {"priority", ticket.priority},
          {"summary", ticket.summary},
          {"flags", words(ticket.flags)},
          {"channel", ticket.channel},
          {"assignee", text_or_null(ticket.assignee)},
          {"customer", person_json(row.person, aliases)},
          {"answers", answers_json(answers_of(ticket), business)},
          {"unread", row.unread},
          {"created_at", flows::iso_utc(ticket.created_at)},
          {"updated_at", flows::iso_utc(ticket.updated_at)},
          {"taken_at", time_json(ticket.taken_at)},
          {"resolved_at", time_json(ticket.resolved_at)},
          {"reopen_until", time_json(ticket.deadline)},
          {"closed_at", time_json(ticket.closed_at)}};
}

std::optional<TicketDetails> read_ticket(storage::Reader& reader, const std::string& code) {
  auto row = reader.ticket(code);
  if (!row) return std::nullopt;
  TicketDetails details;
  const auto& ticket = row->ticket;
  details.aliases = reader.aliases(ticket.person);
  details.events = storage::merges_of(reader).events(ticket.id);
  details.attachments = reader.ticket_attachments(ticket.id);
  details.thread = reader.thread(ticket.conversation, kThreadLines);
  details.conversation = reader.conversation(ticket.conversation);
  details.proposals = reader.proposals(ticket.id);
  details.history = reader.tickets_of(ticket.person, kOlderTickets);
  details.survey = reader.ticket_survey(ticket.id);
  for (auto& task : reader.ticket_tasks(ticket.id)) details.tasks.push_back(read_task(reader, std::move(task)));
  details.merged = storage::merges_of(reader).merged_into(ticket.id);
  if (const auto survivor = storage::merges_of(reader).survivor_of(ticket.id)) {
    details.merged_into = reader.ticket_code(*survivor).value_or("");
  }
  if (ticket.previous) details.previous = reader.ticket_code(*ticket.previous).value_or("");
  details.row = std::move(*row);
  return details;
}

TaskDetails read_task(storage::Reader& reader, storage::TaskRow task) {
  auto survey = task.survey ? reader.survey(*task.survey) : std::nullopt;
  return {std::move(task), std::move(survey)};
}

json task_json(const TaskDetails& details) {
  const auto& [task, survey] = details;
  return {{"id", task.id},
          {"kind", task.kind},
          {"for", task.kind == "low_score" ? "manager" : "operator"},
          {"since", flows::iso_utc(task.created_at)},
          {"score", survey && survey->score ? json(*survey->score) : json()},
          {"comment", survey ? text_or_null(survey->comment) : json()},
          {"done_at", time_json(task.done_at)},
          {"done_by", text_or_null(task.done_by)},
          {"note", task.note}};
}

json ticket_details_json(const TicketDetails& details, const flows::Business* business, flows::Instant now,
                         const std::string& public_url) {
  auto ticket = ticket_json(details.row, details.aliases, business);
  ticket["form"] = form_json(answers_of(details.row.ticket), business);
  ticket["events"] = events_json(details);
  ticket["messages"] = messages_json(details);
  ticket["attachments"] = json::array();
  for (const auto& attachment : details.attachments) ticket["attachments"].push_back(attachment_json(attachment));
  ticket["previous"] = text_or_null(details.previous);
  ticket["merged_into"] = text_or_null(details.merged_into);
  ticket["merged"] = json::array();
  for (const auto& merged : details.merged) {
    ticket["merged"].push_back({{"code", merged.code}, {"summary", merged.summary}});
  }
  ticket["survey"] = survey_json(details.survey, business, public_url);
  ticket["tasks"] = json::array();
  for (const auto& task : details.tasks) ticket["tasks"].push_back(task_json(task));
  ticket["window"] = window_json(details.conversation, now);
  const auto& owner = details.conversation ? details.conversation->owner : std::string("bot");
  ticket["answered_by"] = owner.substr(owner.find(':') + 1);
  ticket["bot_answers"] = owner == "bot";
  ticket["actions"] = details.merged_into.empty() ? actions_json(details.row.ticket) : json::array();
  ticket["proposals"] = proposals_json(details.proposals);
  ticket["history"] = history_json(details);
  return ticket;
}

json outbox_json(const storage::OutboxRow& message) {
  return {{"id", message.id.value},
          {"state", message.state},
          {"to", text_or_null(message.to_wa_id.empty() ? message.to_bsuid : "+" + message.to_wa_id)},
          {"text", message.text},
          {"purpose", message.purpose},
          {"author", message.author},
          {"attempts", message.attempts},
          {"wamid", message.wamid ? json(message.wamid->value) : json()},
          {"error", text_or_null(message.error)},
          {"error_code", message.error_code == 0 ? json() : json(message.error_code)},
          {"created_at", flows::iso_utc(message.created_at)},
          {"sent_at", time_json(message.sent_at)}};
}

json parked_json(const storage::InboxRow& event) {
  auto raw = flows::parse_json(event.raw);
  return {{"id", event.id},
          {"kind", event.kind},
          {"number", event.number.value},
          {"received_at", flows::iso_utc(event.received_at)},
          {"error", event.outcome},
          {"raw", raw ? std::move(*raw) : json(event.raw)}};
}

}  // namespace sportello::webhooks
