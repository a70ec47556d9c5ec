#include "bot/mail_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bot/mail_desk.h"
#include "flows/core/json.h"
#include "flows/core/text.h"
#include "flows/ticket/code.h"
#include "flows/understanding/understanding.h"
#include "flows/wording/dates.h"
#include "storage/customers.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using News = webhooks::DeskNews;

const std::string& value_of(const flows::MailRequest& request, const std::string& field) {
  static const std::string none;
  const auto found = request.answers.find(field);
  return found == request.answers.end() || found->second.values.empty() ? none : found->second.values.front();
}

storage::PersonRow person_for(storage::Store& store, const flows::Business& business,
                              const flows::MailRequest& request, flows::Instant now) {
  const std::string& address = value_of(request, business.mail_intake->subject_field);
  const bool listed = storage::customers_of(store).mail_enabled(business.id, address);
  if (auto known = store.people().find_by_email(business.id, address)) {
    if (listed && !known->email_enabled) {
      known->email_enabled = true;
      store.people().update(*known);
    }
    return *known;
  }
  storage::PersonRow person;
  person.business = business.id;
  person.email = address;
  person.email_enabled = listed || !business.policies.mail_needs_enabled_address;
  for (const flows::Field& field : business.form.fields) {
    if (field.prefill == flows::Prefill::Name) person.name = value_of(request, field.id);
    if (field.prefill == flows::Prefill::Company) person.company = value_of(request, field.id);
  }
  person.created_at = now;
  person.id = store.people().create(person);
  return person;
}

storage::ConversationRow conversation_for(storage::Store& store, const flows::Business& business,
                                          const storage::PersonRow& person, const flows::PhoneNumberId& number) {
  if (auto known = store.conversations().find_for(person.id, number)) return *known;
  storage::ConversationRow row;
  row.person = person.id;
  row.business = business.id;
  row.number = number;
  row.owner = "bot";
  row.id = store.conversations().create(row);
  return row;
}

/// What the form's rules may ask about a person whose mail this is.
flows::Facts facts_of(const storage::PersonRow& person, flows::Instant now, const flows::Zone& zone) {
  const flows::Date today = zone.to_local(now).date;
  const bool lapsed = (person.plan_to && *person.plan_to < today) || (person.plan_from && today < *person.plan_from);
  return {{"customer", person.known ? "known" : "new"},
          {"plan", person.plan.empty() ? "unknown" : (lapsed ? "none" : person.plan)},
          {"covered", "unknown"}};
}

std::vector<std::string> flags_for(const flows::Business& business, const storage::PersonRow& person,
                                   const flows::MailRequest& request, flows::Instant now, int& priority) {
  std::vector<std::string> flags;
  if (!person.known) flags.emplace_back("to_verify");
  if (business.policies.mail_needs_enabled_address && !person.email_enabled) flags.emplace_back("mail_not_enabled");
  if (request.incomplete) flags.emplace_back("incomplete");
  const flows::Facts facts = facts_of(person, now, business.calendar.zone);
  for (const flows::FlagRule& rule : business.form.flags) {
    if (!holds(rule.when, request.answers, facts)) continue;
    flags.push_back(rule.flag);
    if (rule.priority) priority = std::min(priority, *rule.priority);
  }
  return flags;
}

/// {{next_opening}} while the first service is closed: K15 says from when the request is looked at.
void add_next_opening(flows::Params& params, const flows::Business& business, flows::Instant now) {
  if (business.calendar.services.empty()) return;
  const auto state = evaluate(business.calendar, business.calendar.services.front(), now);
  if (state.open || !state.next_opening) return;
  params["next_opening"] = moment_in_words(*state.next_opening, now, business.calendar.zone, business.language);
}

std::string kind_of(const std::string& mime) {
  for (const char* kind : {"image", "audio", "video"}) {
    if (mime.starts_with(kind)) return kind;
  }
  return "document";
}

}  // namespace

OpenedByMail open_mail_request(storage::Store& store, const flows::Business& business,
                               const flows::PhoneNumberId& number, const MailSettings* settings,
                               const flows::IncomingMail& mail, const flows::MailRequest& request, flows::Instant now,
                               Afterwards& after) {
  const storage::PersonRow person = person_for(store, business, request, now);
  const storage::ConversationRow row = conversation_for(store, business, person, number);
  OpenedByMail opened{{}, {business, person, row, conversation_in(row, business), now, settings}};
  storage::TicketRow& ticket = opened.ticket;
  Scene& scene = opened.scene;
  const auto flags = flags_for(business, person, request, now, ticket.priority);
  ticket.code = flows::ticket_code(business.code_prefix, store.tickets().next_number(business.id));
  ticket.business = business.id;
  ticket.person = person.id;
  ticket.conversation = row.id;
  ticket.status = "registered";
  ticket.answers = flows::print_json(to_json(request.answers));
  ticket.summary = request.summary;
  ticket.flags = flows::join(flags);
  ticket.channel = "email";
  ticket.rules_version = business.version;
  ticket.created_at = now;
  ticket.updated_at = now;
  const auto id = store.tickets().create(ticket);
  if (!id) throw std::runtime_error("ticket " + ticket.code + ": " + id.error().text);
  ticket.id = *id;
  store.tickets().add_event({0, *id, now, "customer", "opened",
                             flows::print_json({{"channel", "email"}, {"from", mail.from}})});
  if (!scene.person.known) {
    scene.person.known = true;
    store.people().update(scene.person);
  }
  const bool may_write = person.email_enabled || !business.policies.mail_needs_enabled_address;
  if (business.policies.notify_registration_by_mail && may_write) {
    flows::Params params{{"summary", request.summary}};
    add_next_opening(params, business, now);
    enqueue_mail(store, scene, &ticket,
                 {"registered", person.email, std::move(params), "registered:" + ticket.code, "bot", mail.message_id},
                 after);
  }
  notify_team(store, scene, &ticket, "team.new",
              {{"summary", request.summary}, {"flags", flags_in_words(business, flags)}}, "team.new:" + ticket.code,
              after);
  after.news.push_back({News::Kind::TicketOpened, ticket.code, row.id});
  return opened;
}

void keep_in_thread(storage::Store& store, Scene& scene, std::int64_t mail_id, const flows::IncomingMail& mail,
                    const std::vector<StoredFile>& files, const std::string& words, flows::TicketId ticket) {
  const flows::Wamid name{"mail:" + std::to_string(mail_id)};
  storage::MessageRow line;
  line.conversation = scene.row.id;
  line.wamid = name;
  line.at = scene.now;
  line.kind = "email";
  line.text = words.empty() ? mail.subject : words;
  line.content = "{}";
  line.ticket = ticket;
  store.conversations().add_message(line);
  for (const StoredFile& file : files) {
    storage::AttachmentRow attachment;
    attachment.conversation = scene.row.id;
    attachment.ticket = ticket;
    attachment.message = name;
    attachment.kind = kind_of(file.mime);
    attachment.mime = file.mime;
    attachment.filename = file.filename;
    attachment.sha256 = file.sha256;
    attachment.size = file.size;
    attachment.state = "stored";
    attachment.created_at = scene.now;
    store.attachments().add(attachment);
  }
  ++scene.row.unread;
  store.conversations().update(scene.row);
}

bool acknowledges_only(const std::string& words, flows::Instant now, const flows::Business& business) {
  constexpr std::ptrdiff_t kWordsAtMost = 8;
  if (!flows::has_letters_or_digits(words)) return true;
  const std::string line = flows::trim(words);
  const auto meaning = flows::understand(line, now, business.calendar.zone, business.language);
  const bool polite = meaning.intent == flows::Intent::Thanks || meaning.intent == flows::Intent::Goodbye ||
                      meaning.intent == flows::Intent::Yes;
  return polite && meaning.also.empty() && std::count_if(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\n'; }) < kWordsAtMost;
}

}  // namespace sportello::bot
