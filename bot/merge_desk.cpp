#include "bot/merge_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "flows/ticket/code.h"
#include "storage/customers.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;
using News = webhooks::DeskNews;

constexpr std::size_t kSummary = 120;

void note(storage::Store& store, flows::TicketId ticket, flows::Instant at, const std::string& who, std::string what,
          const json& data) {
  store.tickets().add_event({0, ticket, at, who, std::move(what), flows::print_json(data)});
}

/// What a new ticket knows of the old one's answers: who the customer is, not what was wrong.
flows::Answers answers_for(const flows::Business& business, const storage::TicketRow& old, const std::string& problem) {
  const auto value = flows::parse_json(old.answers.empty() ? "{}" : old.answers);
  const flows::Answers known = value ? flows::answers_from_json(*value).value_or({}) : flows::Answers{};
  flows::Answers answers;
  for (const flows::Field& field : business.form.fields) {
    if (field.prefill == flows::Prefill::Problem) {
      flows::Answer& answer = answers[field.id];
      answer.values = {problem};
      answer.shown = problem;
      answer.source = flows::AnswerSource::Volunteered;
    } else if (const auto found = known.find(field.id); found != known.end() && field.prefill != flows::Prefill::None) {
      answers[field.id] = found->second;
    }
  }
  return answers;
}

}  // namespace

flows::MergeSide merge_side(storage::Store& store, const storage::TicketRow& ticket) {
  flows::MergeSide side{ticket.code, ticket.business, ticket.person,
                        flows::ticket_status(ticket.status).value_or(flows::TicketStatus::Closed), {}};
  if (const auto survivor = storage::merges_of(store).survivor_of(ticket.id)) {
    side.merged_into = store.tickets().find(*survivor)->code;
  }
  return side;
}

Result<storage::TicketRow> merge_target(storage::Store& store, const storage::TicketRow& gone, const std::string& code) {
  auto survivor = store.tickets().find_by_code(code);
  if (!survivor) return fail(Errc::NotFound, "there is no ticket " + code);
  if (const auto may = flows::may_merge(merge_side(store, gone), merge_side(store, *survivor)); !may) return may.error();
  return std::move(*survivor);
}

void merge_into(storage::Store& store, storage::TicketRow& gone, storage::TicketRow survivor, const std::string& who,
                flows::Instant now, Afterwards& after) {
  storage::merges_of(store).add({gone.id, survivor.id, now, who});
  note(store, survivor.id, now, who, "absorbed", {{"from", gone.code}, {"summary", gone.summary}});
  survivor.priority = std::min(survivor.priority, gone.priority);
  survivor.updated_at = now;
  store.tickets().update(survivor);
  gone.status = name_of(flows::TicketStatus::Closed);
  gone.closed_at = now;
  after.news.push_back({News::Kind::TicketChanged, survivor.code, survivor.conversation});
}

Result<storage::TicketRow> split_ticket(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket,
                                        const std::vector<std::int64_t>& messages, const std::string& summary,
                                        const std::string& who, Afterwards& after) {
  storage::Merges& merges = storage::merges_of(store);
  const auto own = merges.messages_of(ticket.conversation, ticket.id);
  std::vector<storage::MessageRow> chosen;
  std::string words;
  std::size_t of_ticket = 0;
  for (const std::int64_t id : std::set<std::int64_t>(messages.begin(), messages.end())) {
    auto message = merges.message(id);
    const bool here = message && message->conversation == ticket.conversation;
    if (!here || (message->ticket && *message->ticket != ticket.id)) {
      return fail(Errc::NotFound, "message " + std::to_string(id) + " does not belong to " + ticket.code);
    }
    if (message->ticket) ++of_ticket;
    if (!message->text.empty()) words += (words.empty() ? "" : "\n") + message->text;
    chosen.push_back(std::move(*message));
  }
  // Messages said in between belong to no ticket: taking them leaves the old one whole.
  const bool takes_all = !own.empty() && of_ticket == own.size();
  if (const auto may = flows::may_split(merge_side(store, ticket), chosen.size(), takes_all ? chosen.size() : 0); !may) {
    return may.error();
  }

  storage::TicketRow fresh;
  fresh.code = flows::ticket_code(scene.business.code_prefix, store.tickets().next_number(ticket.business));
  fresh.business = ticket.business;
  fresh.person = ticket.person;
  fresh.conversation = ticket.conversation;
  fresh.status = name_of(flows::TicketStatus::Registered);
  fresh.summary = flows::shorten(summary.empty() ? words : summary, kSummary);
  fresh.answers = flows::print_json(to_json(answers_for(scene.business, ticket, words.empty() ? summary : words)));
  fresh.channel = ticket.channel;
  fresh.rules_version = scene.business.version;
  fresh.previous = ticket.id;
  fresh.created_at = scene.now;
  fresh.updated_at = scene.now;
  const auto id = store.tickets().create(fresh);
  if (!id) throw std::runtime_error("ticket " + fresh.code + ": " + id.error().text);
  fresh.id = *id;
  for (const storage::MessageRow& message : chosen) merges.move_message(message, fresh.id);
  if (auto entitlement = storage::customers_of(store).entitlement(ticket.id)) {
    entitlement->ticket = fresh.id;
    storage::customers_of(store).set_entitlement(*entitlement);
  }
  note(store, fresh.id, scene.now, who, "opened", {{"channel", fresh.channel}, {"split_from", ticket.code}});
  after.news.push_back({News::Kind::TicketOpened, fresh.code, fresh.conversation});
  return fresh;
}

}  // namespace sportello::bot
