#include "bot/mail_desk.h"

#include <algorithm>
#include <utility>

#include "bot/media_store.h"
#include "flows/core/text.h"
#include "storage/customers.h"

namespace sportello::bot {
namespace {

using News = webhooks::DeskNews;

constexpr std::size_t kReferencesAtMost = 20;

std::string domain_of(const std::string& address) {
  const auto at = address.rfind('@');
  return at == std::string::npos ? "localhost" : address.substr(at + 1);
}

/// Unasked-for news, which a person can refuse; the others answer what the person did.
bool needs_consent(std::string_view purpose) {
  return purpose == "survey" || purpose == "reminder";
}

struct Thread {
  std::string parent;
  std::string references;
};

/// What was written with this correspondent about the ticket, oldest first. The first reference is the ticket's own,
/// which no message carries: it keeps a thread together even when its first message never arrived.
Thread thread_of(storage::Store& store, const storage::TicketRow& ticket, const std::string& correspondent,
                 const std::string& domain) {
  std::vector<std::pair<flows::Instant, std::string>> said;
  for (const auto& mail : store.mail().of_ticket(ticket.id)) {
    if (flows::fold(mail.recipient) == flows::fold(correspondent)) said.emplace_back(mail.created_at, mail.message_id);
  }
  for (const auto& mail : store.mail_inbox().of_ticket(ticket.id)) {
    if (mail.sender == flows::fold(correspondent) && !mail.message_id.empty()) {
      said.emplace_back(mail.received_at, mail.message_id);
    }
  }
  std::stable_sort(said.begin(), said.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (said.size() > kReferencesAtMost) said.erase(said.begin(), said.end() - kReferencesAtMost);
  Thread thread;
  thread.references = "ticket." + ticket.code + "@" + domain;
  for (const auto& [at, id] : said) thread.references += " " + id;
  if (!said.empty()) thread.parent = said.back().second;
  return thread;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return flows::trim(text);
}

void add(storage::Store& store, const Scene& scene, const storage::TicketRow* ticket, MailWish wish,
         std::optional<flows::PersonId> person, flows::Language language, Afterwards& after) {
  wish.params.try_emplace("business", scene.business.name);
  wish.params.try_emplace("name", scene.person.name);
  if (ticket != nullptr) wish.params.try_emplace("code", ticket->code);
  const std::string domain = domain_of(sender_of(*scene.mail, scene.business.id));
  storage::MailRow row;
  row.business = scene.business.id;
  row.person = person;
  row.recipient = std::move(wish.to);
  row.purpose = wish.purpose;
  row.message_id = sha256_hex(wish.cause).substr(0, 32) + "@" + domain;
  if (ticket != nullptr) {
    row.ticket = ticket->id;
    Thread thread = thread_of(store, *ticket, row.recipient, domain);
    row.in_reply_to = std::move(thread.parent);
    row.thread = std::move(thread.references);
  }
  if (!wish.in_reply_to.empty()) {
    row.in_reply_to = wish.in_reply_to;
    if (row.thread.find(wish.in_reply_to) == std::string::npos) row.thread += " " + wish.in_reply_to;
  }
  const std::string key = "mail." + wish.purpose;
  row.subject = one_line(scene.business.texts.say(key + ".subject", language, wish.params));
  row.body = scene.business.texts.say(key + ".body", language, wish.params);
  if (wish.file) {
    row.file = wish.file->stored;
    row.file_name = wish.file->filename;
    row.file_type = wish.file->mime;
  }
  row.cause = std::move(wish.cause);
  row.author = std::move(wish.author);
  row.created_at = scene.now;
  row.not_before = scene.now;
  if (!store.mail().add(row)) return;
  after.mail = true;
  after.news.push_back({News::Kind::OutboxChanged, {}, scene.row.id});
}

}  // namespace

std::string flags_in_words(const flows::Business& business, const std::vector<std::string>& flags) {
  std::string words;
  for (const std::string& flag : flags) {
    const std::string key = "mail.flag." + flag;
    words += (words.empty() ? "" : ", ") + (business.texts.has(key) ? business.texts.say(key, business.language) : flag);
  }
  return words;
}

const std::string& sender_of(const MailSettings& settings, const flows::BusinessId& business) {
  const auto own = settings.from_of.find(business);
  return own != settings.from_of.end() ? own->second : settings.from;
}

bool enqueue_mail(storage::Store& store, const Scene& scene, const storage::TicketRow* ticket, MailWish wish,
                  Afterwards& after) {
  if (scene.mail == nullptr) return false;
  if (needs_consent(wish.purpose) && scene.person.opted_out) return false;
  if (wish.to.empty() && scene.person.email_enabled) wish.to = scene.person.email;
  if (wish.to.empty()) return false;
  // A stranger who wrote to our mailbox is answered without being a person of ours.
  const std::optional<flows::PersonId> person =
      scene.person.id.value == 0 ? std::nullopt : std::optional(scene.person.id);
  add(store, scene, ticket, std::move(wish), person, scene.conversation.language, after);
  return true;
}

void notify_team(storage::Store& store, const Scene& scene, const storage::TicketRow* ticket, std::string_view what,
                 flows::Params params, const std::string& cause, Afterwards& after) {
  if (scene.mail == nullptr) return;
  params.try_emplace("company", scene.person.company);
  params.try_emplace("phone", scene.person.phone);
  if (params["name"].empty()) params["name"] = scene.person.name.empty() ? scene.person.profile_name : scene.person.name;
  if (ticket != nullptr) params.try_emplace("link", scene.mail->console_url + "/console/tickets/" + ticket->code);
  for (const std::string& address : scene.mail->operators) {
    add(store, scene, ticket, {std::string(what), address, params, cause + ":" + address, "bot"}, std::nullopt,
        scene.business.language, after);
  }
}

flows::MailFacts mail_facts(storage::Store& store, const Scene& scene) {
  flows::MailFacts facts;
  if (scene.mail == nullptr) return facts;
  facts.on = true;
  if (scene.person.email_enabled && !scene.person.email.empty()) {
    facts.enabled.push_back(flows::fold(scene.person.email));
  }
  // The address on the form may be a colleague's, whom the administration has enabled.
  const auto* form = std::get_if<flows::Filling>(&scene.conversation.mode);
  if (form == nullptr || !scene.business.policies.mail_needs_enabled_address) return facts;
  for (const flows::Field& field : scene.business.form.fields) {
    const auto answer = form->answers.find(field.id);
    if (field.prefill != flows::Prefill::Email || answer == form->answers.end()) continue;
    for (const std::string& address : answer->second.values) {
      const auto owner = store.people().find_by_email(scene.business.id, address);
      const bool listed = storage::customers_of(store).mail_enabled(scene.business.id, address);
      if (listed || (owner && owner->email_enabled)) facts.enabled.push_back(flows::fold(address));
    }
  }
  return facts;
}

}  // namespace sportello::bot
