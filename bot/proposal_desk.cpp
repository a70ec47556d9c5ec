#include "bot/proposal_desk.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/scene.h"
#include "flows/core/json.h"
#include "flows/dialogue/proposals.h"
#include "flows/ticket/life.h"
#include "flows/wording/dates.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Language;
using nlohmann::json;
using webhooks::Way;

constexpr int kTicketsLookedAt = 10;

std::string timer_key(const char* kind, std::int64_t id) {
  return std::string(kind) + ":" + std::to_string(id);
}

void set_timer(storage::Store& store, const char* kind, const storage::ProposalRow& proposal, flows::Instant due,
               Afterwards& after) {
  store.timers().set({0, timer_key(kind, proposal.id), kind, {}, proposal.ticket, due, std::to_string(proposal.id)});
  after.timers = true;
}

flows::Params params_of(const Scene& scene, const storage::ProposalRow& proposal, const std::string& code) {
  const Language language = scene.conversation.language;
  const flows::Zone& zone = scene.business.calendar.zone;
  flows::Params params{{"code", code}, {"note", proposal.text}, {"business", scene.business.name}};
  if (proposal.kind == "quote") params["amount"] = amount_in_words(proposal.cents, language);
  if (proposal.starts_at) params["when"] = moment_in_words(*proposal.starts_at, scene.now, zone, language);
  if (proposal.kind == "quote" && proposal.expires_at) {
    const auto last = zone.to_local(*proposal.expires_at - std::chrono::seconds{1}).date;
    params["expires"] = in_words(last, language);
  }
  return params;
}

flows::MediaMessage document_of(const storage::AttachmentRow& file) {
  return {flows::MediaKind::Document, file.sha256, file.mime, file.filename, {}};
}

flows::Notice notice_of(const Scene& scene, const storage::ProposalRow& proposal, const std::string& code,
                        const std::optional<storage::AttachmentRow>& file) {
  const bool quote = proposal.kind == "quote";
  const Language language = scene.conversation.language;
  const flows::Params params = params_of(scene, proposal, code);
  const auto say = [&](const char* key) { return scene.business.texts.say(key, language, params); };
  const std::string body = say(quote ? "quote.notice" : "plan.notice");
  const flows::Choice yes{flows::proposal_payload(quote, proposal.id, true), say(quote ? "quote.accept" : "plan.yes"),
                          {}};
  const flows::Choice no{flows::proposal_payload(quote, proposal.id, false), say(quote ? "quote.refuse" : "plan.no"),
                         {}};
  flows::Notice notice;
  notice.message.content = flows::bubble({}, {body, {yes, no}, {}, false});
  notice.message.purpose = quote ? flows::Purpose::Quote : flows::Purpose::OperatorReply;
  if (file) notice.document = document_of(*file);
  notice.parameters = notice_params(scene, code);
  notice.parameters.insert(params.begin(), params.end());
  notice.parameters.emplace("text", body);
  if (!params.contains("expires")) notice.parameters["expires"] = say("quote.no_expiry");
  if (quote) notice.payloads = {yes.id, no.id};
  notice.mail = quote ? "quote" : "planned";
  notice.mail_parameters = params;
  notice.spoken = body;
  return notice;
}

std::optional<storage::ProposalRow> find_for(storage::Store& store, const storage::TimerRow& timer) {
  std::int64_t id = 0;
  std::from_chars(timer.data.data(), timer.data.data() + timer.data.size(), id);
  return store.proposals().find(id);
}

void withdraw_earlier(storage::Store& store, const storage::ProposalRow& proposal) {
  for (storage::ProposalRow& earlier : store.proposals().of_ticket(proposal.ticket)) {
    if (earlier.kind != proposal.kind || earlier.state != "open") continue;
    earlier.state = "withdrawn";
    store.proposals().update(earlier);
    store.timers().cancel(timer_key(kProposalExpiry, earlier.id));
    store.timers().cancel(timer_key(kAppointmentReminder, earlier.id));
  }
}

void remind(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket,
            const storage::ProposalRow& proposal, Afterwards& after) {
  const flows::Params params = params_of(scene, proposal, ticket.code);
  flows::Notice notice;
  notice.spoken = scene.business.texts.say("plan.reminder", scene.conversation.language, params);
  notice.message = {flows::TextMessage{notice.spoken, false}, flows::Purpose::OperatorReply, {}};
  notice.parameters = notice_params(scene, ticket.code);
  notice.parameters["text"] = notice.spoken;
  notice.mail = "planned_reminder";
  notice.mail_parameters = params;
  deliver(store, scene, notice, {timer_key(kAppointmentReminder, proposal.id), "bot", ticket.id}, after);
}

}  // namespace

std::string amount_in_words(std::int64_t cents, Language language) {
  std::string fraction = std::to_string(cents % 100);
  if (fraction.size() == 1) fraction.insert(0, "0");
  const bool italian = language == Language::It;
  return std::to_string(cents / 100) + (italian ? "," : ".") + fraction + (italian ? " € + IVA" : " € + VAT");
}

std::vector<flows::ProposalFacts> proposal_facts(storage::Store& store, const storage::TicketRow& ticket,
                                                 Language language) {
  std::vector<flows::ProposalFacts> facts;
  for (storage::ProposalRow& row : store.proposals().of_ticket(ticket.id)) {
    // What nobody answered before the ticket was closed can no longer be accepted.
    if (ticket.status == "closed" && row.state == "open") row.state = "expired";
    const bool quote = row.kind == "quote";
    facts.push_back({row.id, quote, row.state, quote ? amount_in_words(row.cents, language) : std::string{},
                     row.starts_at, row.expires_at});
  }
  return facts;
}

flows::Result<Way> propose(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket,
                           storage::ProposalRow proposal, const Telling& telling, Afterwards& after) {
  std::optional<storage::AttachmentRow> file;
  if (proposal.attachment) {
    file = store.attachments().find(*proposal.attachment);
    if (!file || file->ticket != ticket.id || file->state != "stored") {
      return fail(Errc::Invalid, "there is no stored file " + std::to_string(proposal.attachment->value) +
                                     " on this ticket: upload it first",
                  {"file_not_stored"});
    }
  }
  proposal.ticket = ticket.id;
  withdraw_earlier(store, proposal);
  proposal.state = "open";
  proposal.sent_at = scene.now;
  proposal.document_sent = window_is_open(scene.row, scene.now);
  proposal.id = store.proposals().add(proposal);
  if (proposal.expires_at) set_timer(store, kProposalExpiry, proposal, *proposal.expires_at, after);
  const Way way = deliver(store, scene, notice_of(scene, proposal, ticket.code, file), telling, after);
  if (way == Way::Mail) {
    proposal.document_sent = true;
    store.proposals().update(proposal);
  }
  return way;
}

void keep_answer(storage::Store& store, const Scene& scene, const flows::AnswerProposal& answer, Afterwards& after) {
  auto proposal = store.proposals().find(answer.id);
  auto ticket = proposal ? store.tickets().find(proposal->ticket) : std::nullopt;
  if (!ticket || ticket->person != scene.person.id || proposal->state != "open") return;
  proposal->state = answer.yes ? "accepted" : "refused";
  proposal->answered_at = scene.now;
  proposal->answer = answer.words;
  proposal->answer_message = answer.message.value;
  store.proposals().update(*proposal);
  store.timers().cancel(timer_key(kProposalExpiry, proposal->id));
  const bool quote = proposal->kind == "quote";
  json data{{"proposal", proposal->id}, {"words", answer.words}, {"message", answer.message.value}};
  if (quote) data["cents"] = proposal->cents;
  const char* what = quote ? (answer.yes ? "quote_accepted" : "quote_refused")
                           : (answer.yes ? "plan_confirmed" : "plan_refused");
  store.tickets().add_event({0, ticket->id, scene.now, "customer", what, flows::print_json(data)});
  // An accepted quote and a refused appointment are the team's turn again; a confirmed appointment stays planned.
  const bool waited = ticket->status == (quote ? "quoted" : "planned");
  if (waited && (quote || !answer.yes)) ticket->status = name_of(flows::TicketStatus::Taken);
  ticket->updated_at = scene.now;
  store.tickets().update(*ticket);
  const auto notice = scene.business.policies.appointment_reminder;
  if (!quote && answer.yes && proposal->starts_at && notice.count() > 0 && *proposal->starts_at - notice > scene.now) {
    set_timer(store, kAppointmentReminder, *proposal, *proposal->starts_at - notice, after);
  }
  after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, scene.row.id});
}

void send_waiting_documents(storage::Store& store, const Scene& scene, Afterwards& after) {
  for (const storage::TicketRow& ticket : store.tickets().of_person(scene.person.id, kTicketsLookedAt)) {
    if (ticket.status != "quoted" || ticket.conversation != scene.row.id) continue;
    for (storage::ProposalRow& proposal : store.proposals().of_ticket(ticket.id)) {
      if (proposal.state != "open" || proposal.document_sent || !proposal.attachment) continue;
      const auto file = store.attachments().find(*proposal.attachment);
      if (!file) continue;
      flows::OutgoingMessage message{document_of(*file), flows::Purpose::Quote, {}};
      enqueue(store, scene, flows::fit(std::move(message)), "proposal:" + std::to_string(proposal.id) + "/file", "bot",
              ticket.id, after);
      proposal.document_sent = true;
      store.proposals().update(proposal);
    }
  }
}

void fire_proposal(storage::Store& store, const Desk& desk, const storage::TimerRow& timer, flows::Instant now,
                   Afterwards& after) {
  auto proposal = find_for(store, timer);
  auto ticket = proposal ? store.tickets().find(proposal->ticket) : std::nullopt;
  if (!ticket) return;
  if (timer.kind == kAppointmentReminder) {
    const auto row = store.conversations().find(ticket->conversation);
    const auto person = store.people().find(ticket->person);
    const flows::Business* business = desk.business_of(ticket->business);
    const bool stands = proposal->state == "accepted" && ticket->status == "planned";
    if (!stands || !row || !person || business == nullptr) return;
    return remind(store, {*business, *person, *row, conversation_in(*row, *business), now, desk.mail()},
                  *ticket, *proposal, after);
  }
  if (proposal->state != "open") return;
  proposal->state = "expired";
  store.proposals().update(*proposal);
  const bool quote = proposal->kind == "quote";
  store.tickets().add_event({0, ticket->id, now, "bot", quote ? "quote_expired" : "plan_expired",
                             flows::print_json({{"proposal", proposal->id}})});
  if (ticket->status == (quote ? "quoted" : "planned")) ticket->status = name_of(flows::TicketStatus::Taken);
  ticket->updated_at = now;
  store.tickets().update(*ticket);
  after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, ticket->conversation});
}

}  // namespace sportello::bot
