#include "bot/delivery.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/mail_desk.h"
#include "bot/people_desk.h"
#include "flows/core/json.h"
#include "flows/ticket/initiative.h"

namespace sportello::bot {
namespace {

using flows::Channel;
using webhooks::Way;

constexpr std::chrono::hours kServiceWindow{24};

// Meta, error codes: what another way gets around.
constexpr int kWindowClosed = 131047;
constexpr int kUndeliverable = 131026;
constexpr int kTemplateMissing = 132001;
constexpr int kTemplatePaused = 132015;
constexpr int kTemplateDisabled = 132016;

bool is_refused_template(int code) {
  return code == kTemplateMissing || code == kTemplatePaused || code == kTemplateDisabled;
}

std::vector<flows::TemplateState> templates_of(storage::Store& store, const flows::BusinessId& business) {
  std::vector<flows::TemplateState> states;
  for (const storage::TemplateRow& row : store.templates().of_business(business)) {
    states.push_back({row.name, row.language, row.status, row.category});
  }
  return states;
}

flows::Reach reach_of(storage::Store& store, const Scene& scene, flows::Purpose purpose) {
  const Address address = address_of(store, scene.person.id);
  flows::Reach reach;
  reach.whatsapp = !address.wa_id.empty() || !address.bsuid.empty();
  reach.window_open = window_is_open(scene.row, scene.now);
  reach.may_initiate = flows::may_initiate(scene.person.opted_out, purpose, reach.window_open);
  if (scene.mail != nullptr && scene.person.email_enabled) reach.mail = scene.person.email;
  reach.language = scene.conversation.language;
  reach.templates = templates_of(store, scene.business.id);
  return reach;
}

void leave_out(storage::Store& store, const Scene& scene, const flows::Notice& notice, const Telling& telling,
               const std::string& why) {
  if (!telling.ticket) return;
  store.tickets().add_event({0, *telling.ticket, scene.now, telling.author, "not_sent",
                             flows::print_json({{"text", notice.spoken},
                                                {"purpose", name_of(notice.message.purpose)},
                                                {"reason", why}})});
}

void leave_to_a_person(storage::Store& store, const Scene& scene, const flows::Notice& notice, const Telling& telling,
                       const std::string& why, Afterwards& after) {
  store.callbacks().add({0, scene.row.id, telling.ticket, "unreachable", notice.spoken, scene.now, {}, {}});
  if (telling.ticket) {
    store.tickets().add_event({0, *telling.ticket, scene.now, telling.author, "to_call",
                               flows::print_json({{"text", notice.spoken}, {"reason", why}})});
  }
  after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, scene.row.id});
}

bool send_mail(storage::Store& store, const Scene& scene, const flows::Notice& notice, const Telling& telling,
               Afterwards& after) {
  // The dialogue mails the closing summary whatever WhatsApp does (L36, K19).
  if (notice.message.purpose == flows::Purpose::ClosureNotice) return true;
  const auto ticket = telling.ticket ? store.tickets().find(*telling.ticket) : std::nullopt;
  MailWish wish{notice.mail, {}, notice.mail_parameters, telling.cause, telling.author};
  wish.file = notice.document;
  return enqueue_mail(store, scene, ticket ? &*ticket : nullptr, std::move(wish), after);
}

Way take(storage::Store& store, const Scene& scene, const flows::Notice& notice, const flows::Route& route,
         const Telling& telling, Afterwards& after) {
  const auto remember = [&] { store.notices().put(telling.cause, flows::print_json(to_json(notice)), scene.now); };
  switch (route.channel) {
    case Channel::FreeText:
      remember();
      if (notice.document) {
        flows::OutgoingMessage file{*notice.document, notice.message.purpose, {}};
        enqueue(store, scene, flows::fit(std::move(file)), telling.cause + "/file", telling.author, telling.ticket,
                after);
      }
      enqueue(store, scene, flows::fit(notice.message), telling.cause, telling.author, telling.ticket, after);
      return Way::WhatsApp;
    case Channel::Template:
      remember();
      enqueue(store, scene, flows::fit({*route.filled, notice.message.purpose, {}}), telling.cause, telling.author,
              telling.ticket, after);
      return Way::Template;
    case Channel::Mail:
      if (send_mail(store, scene, notice, telling, after)) return Way::Mail;
      [[fallthrough]];
    case Channel::Call:
      leave_to_a_person(store, scene, notice, telling, route.why, after);
      return Way::Call;
    case Channel::Nothing:
      leave_out(store, scene, notice, telling, route.why);
      return Way::None;
  }
  return Way::None;
}

/// What can be said of a message nobody made a notice of: an answer of the bot.
flows::Notice notice_of(storage::Store& store, const Scene& scene, const storage::OutboxRow& row) {
  flows::Notice notice;
  notice.message.content = flows::TextMessage{row.text, false};
  notice.message.purpose = flows::Purpose::OperatorReply;
  notice.spoken = row.text;
  const auto ticket = row.ticket ? store.tickets().find(*row.ticket) : std::nullopt;
  if (ticket) {
    notice.parameters = notice_params(scene, ticket->code);
    notice.mail = "reply";
    notice.mail_parameters["text"] = row.text;
  } else {
    // Every template of the desk names a request; without one only a person can go on.
    notice.message.purpose = flows::Purpose::Answer;
  }
  notice.parameters["text"] = row.text;
  return notice;
}

void remember_refusal(storage::Store& store, const flows::Business& business, const storage::OutboxRow& row,
                      flows::Instant now) {
  const auto content = flows::parse_json(row.content);
  const auto message =
      content ? flows::outgoing_from_json(*content) : flows::Result<flows::OutgoingMessage>(content.error());
  const auto* sent = message ? std::get_if<flows::TemplateMessage>(&message->content) : nullptr;
  if (sent == nullptr) return;
  auto known = store.templates().find(business.id, sent->name, sent->language);
  if (!known) return;
  known->status = row.error_code == kTemplatePaused     ? "PAUSED"
                  : row.error_code == kTemplateDisabled ? "DISABLED"
                                                        : "DELETED";
  known->reason = row.error;
  known->updated_at = now;
  store.templates().put(*known);
}

}  // namespace

bool window_is_open(const storage::ConversationRow& conversation, flows::Instant now) {
  if (!conversation.last_customer_at || now >= *conversation.last_customer_at + kServiceWindow) return false;
  return !conversation.window_closed_at || *conversation.window_closed_at < *conversation.last_customer_at;
}

flows::Params notice_params(const Scene& scene, const std::string& code) {
  const std::string& name = !scene.person.name.empty() ? scene.person.name : scene.person.profile_name;
  return {{"name", name.empty() ? scene.business.texts.say("notice.customer", scene.conversation.language) : name},
          {"code", code}};
}

Way deliver(storage::Store& store, const Scene& scene, const flows::Notice& notice, const Telling& telling,
            Afterwards& after) {
  return take(store, scene, notice,
              choose_channel(notice, scene.business, reach_of(store, scene, notice.message.purpose)), telling, after);
}

void reroute_later(storage::Store& store, const storage::OutboxRow& failed, flows::Instant now, Afterwards& after) {
  const int code = failed.error_code;
  if (code != kWindowClosed && code != kUndeliverable && !is_refused_template(code)) return;
  const std::string id = std::to_string(failed.id.value);
  store.timers().set({0, std::string(kRerouteTimer) + ":" + id, kRerouteTimer, failed.conversation, {}, now, id});
  after.timers = true;
}

void reroute(storage::Store& store, const Desk& desk, const storage::TimerRow& timer, flows::Instant now,
             Afterwards& after) {
  std::int64_t id = 0;
  std::from_chars(timer.data.data(), timer.data.data() + timer.data.size(), id);
  const auto row = store.outbox().find(flows::OutboxId{id});
  if (!row || row->state != "failed") return;
  auto conversation = store.conversations().find(row->conversation);
  const auto person = conversation ? store.people().find(conversation->person) : std::nullopt;
  const flows::Business* business = conversation ? desk.business_of(conversation->business) : nullptr;
  if (!person || business == nullptr) return;
  if (is_refused_template(row->error_code)) remember_refusal(store, *business, *row, now);

  const auto stored = store.notices().take(row->cause);
  // The file of a notice fails with its message, which takes the other way for both.
  if (!stored && row->cause.ends_with("/file")) return;
  const Scene scene{*business, *person, *conversation, conversation_in(*conversation, *business), now,
                    desk.mail()};
  flows::Notice notice = notice_of(store, scene, *row);
  if (stored) {
    const auto parsed = flows::parse_json(*stored);
    auto read = parsed ? flows::notice_from_json(*parsed) : flows::Result<flows::Notice>(parsed.error());
    if (read) notice = std::move(*read);
  }
  // What was refused is the business's own initiative from now on, whatever it was before.
  const auto purpose = notice.message.purpose;
  flows::Reach reach =
      reach_of(store, scene, purpose == flows::Purpose::Answer ? flows::Purpose::OperatorReply : purpose);
  reach.window_open = false;
  constexpr std::string_view kAgain = "+rerouted";
  // A message that another way has failed for goes to mail or to a person, so that this ends.
  const bool second = row->cause.ends_with(kAgain) || row->error_code == kUndeliverable;
  if (second) reach.whatsapp = false;
  const Telling telling{row->cause + std::string(kAgain), row->author, row->ticket};
  take(store, scene, notice, choose_channel(notice, *business, reach), telling, after);
  after.news.push_back({webhooks::DeskNews::Kind::MessageChanged, {}, row->conversation});
}

}  // namespace sportello::bot
