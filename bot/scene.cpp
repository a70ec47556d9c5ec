#include "bot/scene.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "bot/acknowledgement_watch.h"
#include "bot/closure_desk.h"
#include "bot/mail_desk.h"
#include "bot/outreach.h"
#include "bot/people_desk.h"
#include "bot/proposal_desk.h"
#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/core/text.h"
#include "flows/ticket/code.h"
#include "flows/ticket/life.h"
#include "storage/merges.h"
#include "storage/terms.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using News = webhooks::DeskNews;

constexpr int kTicketsRemembered = 10;

flows::PersonFacts facts_of(storage::Store& store, const Scene& scene) {
  const storage::PersonRow& person = scene.person;
  flows::PersonFacts facts;
  facts.known = person.known;
  facts.name = person.name;
  facts.company = person.company;
  facts.email = person.email;
  facts.phone = person.phone;
  facts.reachable = person.reachable;
  facts.wa_number = address_of(store, person.id).wa_id;
  facts.plan = person.plan;
  facts.plan_from = person.plan_from;
  facts.plan_to = person.plan_to;
  facts.opted_out = person.opted_out;
  for (const storage::CompanyRow& company : storage::customers_of(store).companies_of(person.id)) {
    flows::CompanyFacts known{company.name, {}, flows::standing_of(company.standing)};
    for (const storage::ContractRow& contract : storage::customers_of(store).contracts(company.id)) {
      known.contracts.push_back({contract.plan, contract.from, contract.to});
    }
    facts.companies.push_back(std::move(known));
  }
  return facts;
}

/// The ticket of that code, when it is this person's.
std::optional<flows::TicketId> ticket_named(storage::Store& store, const Scene& scene, const std::string& code) {
  const auto ticket = code.empty() ? std::nullopt : storage::standing_ticket(store, code);
  return ticket && ticket->person == scene.person.id ? std::optional(ticket->id) : std::nullopt;
}

/// The newest contact with the customer that an operator made elsewhere.
std::optional<flows::ContactMade> contact_made(storage::Store& store, flows::TicketId ticket) {
  std::optional<flows::ContactMade> newest;
  for (const storage::TicketEventRow& event : store.tickets().events(ticket)) {
    if (event.what != "call") continue;
    const auto data = flows::parse_json(event.data);
    if (!data || !data->value("reached", true)) continue;
    flows::ContactMade made{data->value("how", "phone"), event.at};
    const auto at = flows::parse_instant(data->value("at", ""), flows::utc());
    if (at) made.at = *at;
    if (!newest || newest->at <= made.at) newest = made;
  }
  return newest;
}

std::string timer_key(flows::TimerKind kind, flows::ConversationId conversation) {
  return std::string(name_of(kind)) + ":" + std::to_string(conversation.value);
}

flows::SurveyFacts survey_facts(const storage::SurveyRow& survey, const Scene& scene, const DeskOptions& options) {
  flows::SurveyFacts facts{scene.now < survey.expires_at, survey.asked_at.has_value(), survey.score.has_value(),
                           scene.business.policies.survey_link};
  if (facts.link.empty() && !options.public_url.empty()) facts.link = options.public_url + "/feedback/" + survey.token;
  return facts;
}

void add_event(storage::Store& store, flows::TicketId ticket, flows::Instant now, std::string who, std::string what,
               const json& data) {
  store.tickets().add_event({0, ticket, now, std::move(who), std::move(what), flows::print_json(data)});
}

/// Urgent outside the standard hours: on the list of calls for whoever is on call (K17, L20). False when it is not.
bool page_when_urgent(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket, flows::TicketId id) {
  const flows::Calendar& calendar = scene.business.calendar;
  if (ticket.priority != 1 || evaluate(calendar, calendar.services.front(), scene.now).open) return false;
  store.callbacks().add({0, scene.row.id, id, "urgent", ticket.summary, scene.now, {}, {}});
  add_event(store, id, scene.now, "bot", "paged", {{"on_call", scene.business.policies.on_call}});
  return true;
}

void open_ticket(storage::Store& store, Scene& scene, const flows::OpenTicket& opened, Afterwards& after) {
  storage::TicketRow ticket;
  ticket.code = opened.code;
  ticket.business = scene.business.id;
  ticket.person = scene.person.id;
  ticket.conversation = scene.row.id;
  ticket.status = "registered";
  ticket.priority = opened.priority;
  ticket.answers = flows::print_json(to_json(opened.answers));
  ticket.summary = opened.summary;
  ticket.flags = flows::join(opened.flags);
  ticket.channel = "whatsapp";
  ticket.rules_version = scene.business.version;
  if (opened.consent) {
    ticket.consent = flows::print_json({{"wording", opened.consent->wording},
                                        {"message", opened.consent->message.value},
                                        {"at", flows::iso_utc(opened.consent->at)}});
  }
  ticket.created_at = ticket.updated_at = scene.now;
  ticket.previous = ticket_named(store, scene, opened.previous);
  auto id = store.tickets().create(ticket);
  if (!id) throw std::runtime_error("ticket " + opened.code + ": " + id.error().text);
  storage::customers_of(store).set_entitlement(storage::entitlement_row(*id, scene.business, opened.decision, scene.now));
  add_event(store, *id, scene.now, "customer", "opened", {{"channel", "whatsapp"}});
  // A form begins with what was said just before it: the burst that described the problem, a photo.
  constexpr std::chrono::minutes kBeforeTheForm{30};
  const flows::Instant since = opened.started_at - kBeforeTheForm;
  store.conversations().link_messages(scene.row.id, *id, since);
  store.outbox().link(scene.row.id, *id, since);
  store.attachments().link(scene.row.id, *id);
  scene.person.known = true;
  store.people().update(scene.person);
  const bool urgent = page_when_urgent(store, scene, ticket, *id);
  after.news.push_back({News::Kind::TicketOpened, ticket.code, scene.row.id});
  ticket.id = *id;
  notify_team(store, scene, &ticket, urgent ? "team.urgent" : "team.new",
              {{"summary", ticket.summary}, {"flags", flags_in_words(scene.business, opened.flags)}},
              "team.new:" + ticket.code, after);
}

void send_mail(storage::Store& store, const Scene& scene, const flows::SendMail& mail, const std::string& cause,
               Afterwards& after) {
  const auto ticket = mail.ticket.empty() ? std::nullopt : storage::standing_ticket(store, mail.ticket);
  enqueue_mail(store, scene, ticket ? &*ticket : nullptr, {mail.purpose, mail.to, mail.parameters, cause, "bot"}, after);
}

/// One more item of the request, where the form gathers items. False where it gathers none.
bool add_item(const flows::Business& business, storage::TicketRow& ticket, const std::string& text) {
  const auto& fields = business.form.fields;
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [](const flows::Field& one) { return one.type == flows::FieldType::Items; });
  const auto stored = flows::parse_json(ticket.answers);
  auto answers = stored ? flows::answers_from_json(*stored) : flows::Result<flows::Answers>(stored.error());
  if (field == fields.end() || !answers) return false;
  flows::Answer& items = (*answers)[field->id];
  items.values.push_back(text);
  items.shown.clear();
  for (std::size_t i = 0; i < items.values.size(); ++i) {
    items.shown += (i == 0 ? "" : "\n") + std::to_string(i + 1) + ". " + items.values[i];
  }
  ticket.answers = flows::print_json(to_json(*answers));
  return true;
}

void add_to_ticket(storage::Store& store, const Scene& scene, const flows::AddToTicket& added, Afterwards& after) {
  auto ticket = storage::standing_ticket(store, added.code);
  if (!ticket || ticket->person != scene.person.id) return;
  const bool as_item = ticket->status == "registered" && scene.business.policies.add_to_open_ticket &&
                       add_item(scene.business, *ticket, added.text);
  add_event(store, ticket->id, scene.now, "customer", as_item ? "item" : "message", {{"text", added.text}});
  ticket->updated_at = scene.now;
  store.tickets().update(*ticket);
  store.attachments().link(scene.row.id, ticket->id);
  after.news.push_back({News::Kind::TicketChanged, ticket->code, scene.row.id});
}

void keep_media(storage::Store& store, const Scene& scene, const flows::KeepMedia& kept, Afterwards& after) {
  storage::AttachmentRow attachment;
  attachment.conversation = scene.row.id;
  attachment.message = kept.message;
  attachment.media_id = kept.media.media_id;
  attachment.url = kept.media.url;
  attachment.mime = kept.media.mime;
  attachment.filename = kept.media.filename;
  attachment.state = "waiting";
  attachment.created_at = scene.now;
  attachment.next_attempt_at = scene.now;
  switch (kept.media.kind) {
    case flows::MediaKind::Image:
      attachment.kind = "image";
      break;
    case flows::MediaKind::Video:
      attachment.kind = "video";
      break;
    case flows::MediaKind::Audio:
      attachment.kind = kept.media.voice ? "voice" : "audio";
      break;
    case flows::MediaKind::Document:
      attachment.kind = "document";
      break;
    case flows::MediaKind::Sticker:
      attachment.kind = "sticker";
      break;
  }
  store.attachments().add(attachment);
  after.media = true;
}

/// An address said in the form may be written to, unless the business keeps a list of those that may: then a listed one
/// is not given up for another that is not.
void remember_email(storage::Store& store, Scene& scene, const std::string& email) {
  const bool listed = scene.person.email_enabled && !scene.person.email.empty();
  const bool enabled = !scene.business.policies.mail_needs_enabled_address ||
                       storage::customers_of(store).mail_enabled(scene.business.id, email);
  if (listed && !enabled) return;
  scene.person.email = email;
  scene.person.email_enabled = enabled;
}

/// Puts the conversation on the operators' list, once until somebody has seen to it.
void ask_for_person(storage::Store& store, const Scene& scene, const flows::CallForPerson& call, Afterwards& after) {
  constexpr const char* kAsked = "asked";
  if (!store.callbacks().waits(scene.row.id, kAsked)) {
    const auto id = store.callbacks().add({0, scene.row.id, {}, kAsked, call.words, scene.now, {}, {}});
    notify_team(store, scene, nullptr, "team.human", {}, "team.human:" + std::to_string(id), after);
  }
  after.news.push_back({News::Kind::MessageArrived, {}, scene.row.id});
  after.news.push_back({News::Kind::OutboxChanged, {}, scene.row.id});
}

void remember(storage::Store& store, Scene& scene, const flows::Remember& learned) {
  if (learned.name) scene.person.name = *learned.name;
  if (learned.company) scene.person.company = *learned.company;
  if (learned.email) remember_email(store, scene, *learned.email);
  if (learned.phone) scene.person.phone = *learned.phone;
  if (learned.reachable) scene.person.reachable = *learned.reachable;
  if (learned.opted_out) scene.person.opted_out = *learned.opted_out;
  store.people().update(scene.person);
}

}  // namespace

flows::Conversation conversation_in(const storage::ConversationRow& row, const flows::Business& business) {
  if (row.state.empty()) {
    flows::Conversation fresh;
    fresh.language = business.language;
    return fresh;
  }
  const auto parsed = flows::parse_json(row.state);
  if (!parsed) throw std::runtime_error("conversation " + std::to_string(row.id.value) + ": " + parsed.error().text);
  auto conversation = flows::conversation_from_json(*parsed);
  if (!conversation) {
    throw std::runtime_error("conversation " + std::to_string(row.id.value) + ": " + conversation.error().text);
  }
  return std::move(*conversation);
}

flows::Context context_of(storage::Store& store, const Scene& scene, const DeskOptions& options,
                          const flows::Event& event) {
  flows::Context context{scene.business, scene.now, facts_of(store, scene), {}, 1, {}, false};
  context.gather = options.gather.value_or(scene.business.policies.gather);
  context.mail = mail_facts(store, scene);
  context.operator_writes = scene.row.owner.starts_with("operator:");
  std::optional<storage::OutboxRow> quoted;
  flows::Wamid quotes;
  if (const auto* message = std::get_if<flows::CustomerMessage>(&event); message != nullptr && message->quotes) {
    quotes = *message->quotes;
    quoted = store.outbox().find_by_wamid(scene.row.number, quotes);
  }
  const auto tickets = store.tickets().of_person(scene.person.id, kTicketsRemembered);
  const bool any_ended = std::any_of(tickets.begin(), tickets.end(), [](const storage::TicketRow& ticket) {
    return ticket.resolved_at.has_value() || ticket.closed_at.has_value();
  });
  const auto surveys = any_ended ? store.surveys().of_person(scene.person.id, kTicketsRemembered)
                                 : std::vector<storage::SurveyRow>{};
  for (const storage::TicketRow& ticket : tickets) {
    // What was merged into another is spoken of as that one.
    const bool ended = ticket.status == name_of(flows::TicketStatus::Closed);
    if (ended && storage::merges_of(store).survivor_of(ticket.id)) continue;
    flows::TicketFacts facts;
    facts.code = ticket.code;
    if (any_ended) {
      for (const auto& merged : storage::merges_of(store).merged_into(ticket.id)) facts.also.push_back(merged.code);
    }
    facts.status = ticket.status;
    facts.summary = ticket.summary;
    std::istringstream flags(ticket.flags);
    facts.flags.assign(std::istream_iterator<std::string>(flags), {});
    facts.created_at = ticket.created_at;
    facts.deadline = ticket.deadline;
    facts.closed_at = ticket.closed_at;
    if (quoted && quoted->ticket == ticket.id) facts.messages.push_back(quotes);
    const auto survey = std::find_if(surveys.begin(), surveys.end(),
                                     [&](const storage::SurveyRow& row) { return row.ticket == ticket.id; });
    if (survey != surveys.end()) facts.survey = survey_facts(*survey, scene, options);
    facts.proposals = proposal_facts(store, ticket, scene.conversation.language);
    if (ticket.status != "closed") facts.contacted = contact_made(store, ticket.id);
    context.tickets.push_back(std::move(facts));
  }
  // Only a form that waits at its summary can become a ticket in this step.
  const auto* form = std::get_if<flows::Filling>(&scene.conversation.mode);
  if (form != nullptr && form->waiting_for == flows::pending::kSummary) {
    context.next_ticket_number = store.tickets().next_number(scene.business.id);
  }
  return context;
}

void enqueue(storage::Store& store, const Scene& scene, const flows::OutgoingMessage& message, const std::string& cause,
             const std::string& author, std::optional<flows::TicketId> ticket, Afterwards& after) {
  const Address address = address_of(store, scene.person.id);
  storage::OutboxRow row;
  row.conversation = scene.row.id;
  row.number = scene.row.number;
  row.to_wa_id = address.wa_id;
  row.to_bsuid = address.bsuid;
  row.content = flows::print_json(to_json(message));
  row.text = plain_text(message.content);
  row.purpose = name_of(message.purpose);
  row.cause = cause;
  row.callback = cause;
  row.author = author;
  row.ticket = ticket;
  row.created_at = scene.now;
  row.not_before = scene.now;
  if (store.outbox().add(row)) after.outgoing = true;
}

Carried carry_out(storage::Store& store, Scene& scene, const flows::Step& step, const std::string& cause,
                  Afterwards& after, const std::string& author) {
  Carried carried{"no effect"};
  std::optional<flows::TicketId> opened;
  std::optional<std::string> asked;
  int index = 0;
  for (const flows::Effect& effect : step.effects) {
    const std::string own_cause = cause + "#" + std::to_string(index++);
    flows::match(
        effect,
        [&](const flows::Send& send) {
          const auto about = opened ? opened : ticket_named(store, scene, send.ticket);
          carried.outcome = storage::kAnswered;
          if (send.message.purpose != flows::Purpose::Answer && about) {
            carried.way = reach(store, scene, send, own_cause, author, *about, after);
          } else {
            enqueue(store, scene, send.message, own_cause, author, about, after);
            carried.way = webhooks::Way::WhatsApp;
          }
          after.tally.ways.push_back(carried.way);
          if (asked && carried.way != webhooks::Way::None) note_survey_asked(store, scene, *asked);
          if (opened) watch_acknowledgement(store, scene, *opened, own_cause, after);
        },
        [&](const flows::MarkRead& mark) {
          after.receipts.push_back({scene.row.number, mark.message, mark.typing});
        },
        [&](const flows::OpenTicket& ticket) {
          open_ticket(store, scene, ticket, after);
          if (const auto row = store.tickets().find_by_code(ticket.code)) opened = row->id;
        },
        [&](const flows::AddToTicket& added) { add_to_ticket(store, scene, added, after); },
        [&](const flows::ReopenTicket& reopened) { reopen(store, scene, reopened, after); },
        [&](const flows::CloseTicket& closed) { close(store, scene, closed, after); },
        [&](const flows::SurveyAsked& survey) { asked = survey.code; },
        [&](const flows::KeepScore& kept) { keep_score(store, scene, kept, after); },
        [&](const flows::KeepComment& kept) { keep_comment(store, scene, kept, after); },
        [&](const flows::SetTimer& timer) {
          store.timers().set({0,
                              timer_key(timer.kind, scene.row.id),
                              std::string(name_of(timer.kind)),
                              scene.row.id,
                              std::nullopt,
                              timer.due,
                              {}});
          after.timers = true;
        },
        [&](const flows::CancelTimer& timer) { store.timers().cancel(timer_key(timer.kind, scene.row.id)); },
        [&](const flows::KeepMedia& media) { keep_media(store, scene, media, after); },
        [&](const flows::Remember& learned) { remember(store, scene, learned); },
        [&](const flows::CallForPerson& call) {
          store.audit().add({0, scene.now, "customer", "asked for a person",
                             flows::print_json({{"conversation", scene.row.id.value}, {"words", call.words}})});
          ask_for_person(store, scene, call, after);
        },
        [&](const flows::SendMail& mail) { send_mail(store, scene, mail, own_cause, after); },
        [&](const flows::AnswerProposal& answer) { keep_answer(store, scene, answer, after); },
        [&](const flows::NoAnswer& none) { carried.outcome = none.reason; });
  }
  scene.row.state = flows::print_json(to_json(step.next));
  if (step.next.language_known && scene.person.language != name_of(step.next.language)) {
    scene.person.language = name_of(step.next.language);
    store.people().update(scene.person);
  }
  store.conversations().update(scene.row);
  return carried;
}

}  // namespace sportello::bot
