#include "bot/mail_in_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "bot/closure_desk.h"
#include "bot/mail_desk.h"
#include "bot/mail_request.h"
#include "bot/scene.h"
#include "flows/core/json.h"
#include "flows/core/text.h"
#include "flows/dialogue/event.h"
#include "flows/mail/intake.h"
#include "flows/ticket/code.h"
#include "storage/merges.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using News = webhooks::DeskNews;

/// More mails than this from one sender in a day get no answer of ours: two machines may have met.
constexpr int kAnswersADay = 10;

storage::ReceivedMailRow row_of(const ArrivedMail& arrived, const flows::BusinessId& business, flows::Instant now) {
  storage::ReceivedMailRow row;
  row.business = business;
  row.mailbox = arrived.mailbox;
  row.uidvalidity = arrived.uidvalidity;
  row.uid = arrived.uid;
  row.message_id = arrived.mail.message_id;
  row.sender = arrived.mail.from;
  row.subject = arrived.mail.subject;
  row.body = arrived.mail.text;
  row.raw = arrived.raw;
  row.received_at = now;
  return row;
}

class Arrival {
 public:
  Arrival(storage::Store& store, const Desk& desk, const flows::PhoneNumberId& number,
          const flows::Business& business, const ArrivedMail& arrived, flows::Instant now, Afterwards& after)
      : store_(store),
        desk_(desk),
        number_(number),
        business_(business),
        arrived_(arrived),
        mail_(arrived.mail),
        now_(now),
        after_(after),
        row_(row_of(arrived, business.id, now)) {}

  void take() {
    const auto id = store_.mail_inbox().add(row_);
    if (!id) return;
    row_.id = *id;
    decide();
    store_.mail_inbox().update(row_);
    after_.news.push_back({News::Kind::OutboxChanged, {}, {}});
  }

 private:
  void decide() {
    ticket_ = ticket_of_mail();
    if (ticket_) row_.ticket = ticket_->id;
    std::string machine = flows::automatic_reason(mail_, own_addresses());
    // The address in List-Unsubscribe: mail programs write to it by themselves.
    if (flows::wants_no_news(mail_)) return stop_news(machine.empty());
    if (machine.empty() && !mail_.message_id.empty() && store_.mail().find_by_message_id(mail_.message_id)) {
      machine = "it is a mail of ours that came back";
    }
    if (!machine.empty()) return settle("automatic", machine);
    const int today = store_.mail_inbox().count_from(row_.mailbox, row_.sender, now_ - std::chrono::hours{24});
    may_answer_ = today <= kAnswersADay;
    if (ticket_) return answer_ticket();
    if (!business_.mail_intake) {
      answer("intake_unknown", {{"contacts", contacts()}});
      return settle("no_intake", "this business takes no requests by mail");
    }
    ask_for_help();
  }

  /// Where to turn instead, in the business's own words.
  std::string contacts() const {
    const auto said = business_.answers.find(flows::Intent::Contacts);
    if (said == business_.answers.end()) return {};
    flows::Params params{{"business", business_.name}};
    for (const flows::Contact& contact : business_.contacts) params["contact_" + contact.id] = contact.value;
    return flows::render(said->second.in(business_.language), params);
  }

  void settle(std::string outcome, std::string detail) {
    row_.outcome = std::move(outcome);
    row_.detail = std::move(detail);
    if (mail_.truncated) add_detail("longer than the desk reads");
    if (!may_answer_ && row_.outcome != "stop") add_detail("too many from this sender today: not answered");
  }

  void add_detail(const char* text) {
    if (!row_.detail.empty()) row_.detail += "; ";
    row_.detail += text;
  }

  std::vector<std::string> own_addresses() const {
    std::vector<std::string> own;
    const MailSettings* settings = desk_.mail();
    if (settings == nullptr) return own;
    own.push_back(flows::fold(settings->from));
    for (const auto& [business, address] : settings->from_of) own.push_back(flows::fold(address));
    return own;
  }

  /// By the messages it answers, or by the code in its subject.
  std::optional<storage::TicketRow> ticket_of_mail() {
    std::vector<std::string> answered = mail_.references;
    answered.push_back(mail_.in_reply_to);
    std::reverse(answered.begin(), answered.end());
    for (const std::string& id : answered) {
      const auto ours = id.empty() ? std::nullopt : store_.mail().find_by_message_id(id);
      if (!ours || ours->business != business_.id || !ours->ticket) continue;
      return store_.tickets().find(*ours->ticket);
    }
    for (const std::string& code : flows::ticket_codes_in(mail_.subject, business_.code_prefix)) {
      if (auto found = storage::standing_ticket(store_, code); found && found->business == business_.id) return found;
    }
    return std::nullopt;
  }

  /// Whoever has been written to about the ticket, has written about it, or is its person.
  bool belongs_to_ticket(const storage::PersonRow& person) {
    if (flows::fold(person.email) == row_.sender) return true;
    for (const auto& mail : store_.mail().of_ticket(ticket_->id)) {
      if (mail.person && flows::fold(mail.recipient) == row_.sender) return true;
    }
    for (const auto& mail : store_.mail_inbox().of_ticket(ticket_->id)) {
      if (mail.id != row_.id && mail.sender == row_.sender && mail.outcome != "other_sender") return true;
    }
    return false;
  }

  Scene scene_of(const storage::PersonRow& person, const storage::ConversationRow& row) const {
    return {business_, person, row, conversation_in(row, business_), now_, desk_.mail()};
  }

  void log(const storage::TicketRow& ticket, std::string what, const json& data) {
    store_.tickets().add_event({0, ticket.id, now_, "customer", std::move(what), flows::print_json(data)});
  }

  void answer_ticket() {
    const auto person = store_.people().find(ticket_->person);
    const auto conversation = store_.conversations().find(ticket_->conversation);
    if (!person || !conversation) return settle("kept", "the ticket's person is not there any more");
    const std::string words = flows::new_words(mail_.text);
    if (!belongs_to_ticket(*person)) {
      log(*ticket_, "mail_from_other", {{"from", row_.sender}, {"text", words}});
      after_.news.push_back({News::Kind::TicketChanged, ticket_->code, ticket_->conversation});
      return settle("other_sender", "the sender has nothing to do with the ticket: kept beside it, nothing done");
    }
    row_.person = person->id;
    Scene scene = scene_of(*person, *conversation);
    keep_in_thread(store_, scene, row_.id, mail_, arrived_.files, words, ticket_->id);
    const bool in_window = ticket_->status == "resolved" && ticket_->deadline && now_ < *ticket_->deadline;
    const bool over = ticket_->status == "closed" || (ticket_->status == "resolved" && !in_window);
    if (over) {
      log(*ticket_, "message", {{"text", words}, {"channel", "email"}});
      if (!acknowledges_only(words, now_, business_)) answer("intake_closed", {}, &scene);
      settle("closed", "the ticket is closed for good");
    } else if (in_window && acknowledges_only(words, now_, business_)) {
      log(*ticket_, "message", {{"text", words}, {"channel", "email"}});
      settle("thanks", "it only acknowledges: nothing is reopened");
    } else if (in_window) {
      reopen(scene, words);
    } else {
      log(*ticket_, "message", {{"text", words}, {"channel", "email"}});
      notify_team(store_, scene, &*ticket_, "team.reply", {{"text", words}}, cause("team"), after_);
      settle("reply", "");
    }
    ticket_->updated_at = now_;
    store_.tickets().update(*ticket_);
    after_.news.push_back({News::Kind::TicketChanged, ticket_->code, ticket_->conversation});
  }

  void reopen(Scene& scene, const std::string& words) {
    bot::reopen(store_, scene, flows::ReopenTicket{ticket_->code, words}, after_);
    ticket_ = store_.tickets().find(ticket_->id);
    log(*ticket_, "message", {{"text", words}, {"channel", "email"}});
    answer("intake_reopened", {}, &scene);
    settle("reopened", "");
  }

  void stop_news(bool answered) {
    auto person = store_.people().find_by_email(business_.id, row_.sender);
    may_answer_ = answered;
    if (!person) {
      answer("optout", {});
      return settle("stop", "nobody is known by this address");
    }
    row_.person = person->id;
    person->opted_out = true;
    store_.people().update(*person);
    store_.audit().add({0, now_, "customer", "wants no news", flows::print_json({{"person", person->id.value}})});
    answer("optout", {});
    settle("stop", "no more news of our own accord");
  }

  void ask_for_help() {
    auto request = flows::read_request(business_, mail_);
    if (!request) {
      answer(request.error().text, {{"subject", mail_.subject}, {"example", row_.sender}});
      return settle("explained", request.error().text);
    }
    auto opened = open_mail_request(store_, business_, number_, desk_.mail(), mail_, *request, now_, after_);
    ticket_ = std::move(opened.ticket);
    row_.ticket = ticket_->id;
    row_.person = opened.scene.person.id;
    keep_in_thread(store_, opened.scene, row_.id, mail_, arrived_.files, flows::new_words(mail_.text), ticket_->id);
    settle("ticket", ticket_->code);
  }

  std::string cause(const std::string& what) const { return "mail:" + std::to_string(row_.id) + ":" + what; }

  /// To the sender, under the message that is answered. Without a scene the sender is nobody we know.
  void answer(const std::string& purpose, flows::Params params, const Scene* scene = nullptr) {
    if (!may_answer_) return;
    MailWish wish{purpose, row_.sender, std::move(params), cause("answer"), "bot", mail_.message_id};
    if (scene != nullptr) {
      enqueue_mail(store_, *scene, ticket_ ? &*ticket_ : nullptr, std::move(wish), after_);
      return;
    }
    storage::PersonRow stranger;
    stranger.name = mail_.from_name;
    const Scene unknown = scene_of(stranger, {});
    enqueue_mail(store_, unknown, nullptr, std::move(wish), after_);
  }

  storage::Store& store_;
  const Desk& desk_;
  const flows::PhoneNumberId& number_;
  const flows::Business& business_;
  const ArrivedMail& arrived_;
  const flows::IncomingMail& mail_;
  flows::Instant now_;
  Afterwards& after_;
  storage::ReceivedMailRow row_;
  std::optional<storage::TicketRow> ticket_;
  bool may_answer_ = true;
};

}  // namespace

void take_mail(storage::Store& store, const Desk& desk, const flows::PhoneNumberId& number, const ArrivedMail& arrived,
               flows::Instant now, Afterwards& after) {
  const auto business = desk.numbers().find(number);
  if (business == desk.numbers().end()) return;
  Arrival(store, desk, number, *business->second, arrived, now, after).take();
}

void park_mail(storage::Store& store, const Desk& desk, const flows::PhoneNumberId& number, const ArrivedMail& arrived,
               const std::string& error, flows::Instant now) {
  const auto business = desk.numbers().find(number);
  if (business == desk.numbers().end()) return;
  storage::ReceivedMailRow row = row_of(arrived, business->second->id, now);
  row.outcome = "parked";
  row.detail = error;
  store.mail_inbox().add(row);
}

}  // namespace sportello::bot
