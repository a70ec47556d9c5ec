#include "bot/ticket_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/closure_desk.h"
#include "bot/delivery.h"
#include "bot/merge_desk.h"
#include "bot/proposal_desk.h"
#include "bot/scene.h"
#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/core/text.h"
#include "flows/ticket/life.h"
#include "flows/wording/dates.h"
#include "storage/terms.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;
using webhooks::ActionDone;
using webhooks::Way;

/// One action on one ticket, with all it may touch.
class Action {
 public:
  Action(storage::Store& store, const DeskOptions& options, Scene scene, storage::TicketRow ticket,
         const webhooks::TicketAction& action, Afterwards& after)
      : store_(store),
        options_(options),
        scene_(std::move(scene)),
        ticket_(std::move(ticket)),
        action_(action),
        after_(after) {}

  Result<ActionDone> run() {
    if (const auto before = done_before()) return *before;
    if (const auto side = merge_side(store_, ticket_); !side.merged_into.empty()) {
      return fail(Errc::Conflict, ticket_.code + " was merged into " + side.merged_into + ": work on that one",
                  {"ticket_merged", {{"ticket", ticket_.code}, {"into", side.merged_into}}});
    }
    auto done = flows::match(action_.verb, [this](const auto& verb) { return carry_out(verb); });
    if (!done) return done;
    ticket_.updated_at = scene_.now;
    store_.tickets().update(ticket_);
    after_.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket_.code, scene_.row.id});
    return done;
  }

 private:
  /// What the same caller's action with the same key came to.
  std::optional<ActionDone> done_before() {
    if (action_.idempotency_key.empty()) return std::nullopt;
    for (const auto& event : store_.tickets().events(ticket_.id)) {
      if (event.who != action_.who) continue;
      const auto data = flows::parse_json(event.data);
      if (!data || !data->is_object() || data->value("key", "") != action_.idempotency_key) continue;
      ActionDone done;
      if (event.what == "file") done.attachment = flows::AttachmentId{data->value("attachment", std::int64_t{0})};
      return done;
    }
    return std::nullopt;
  }

  void log(std::string what, json data) {
    if (!action_.idempotency_key.empty()) data["key"] = action_.idempotency_key;
    store_.audit().add(
        {0, scene_.now, action_.who, "ticket " + what, flows::print_json(json{{"ticket", ticket_.code}})});
    store_.tickets().add_event({0, ticket_.id, scene_.now, action_.who, std::move(what), flows::print_json(data)});
  }

  Result<void> move(flows::TicketMove wanted) {
    const auto status = flows::ticket_status(ticket_.status);
    if (!status) return status.error();
    const auto next = flows::after_move(*status, wanted);
    if (!next) return next.error();
    ticket_.status = name_of(*next);
    return {};
  }

  std::string actor() const { return action_.who.substr(action_.who.find(':') + 1); }

  flows::Language language() const { return scene_.conversation.language; }

  std::string text(std::string_view key, flows::Params params = {}) const {
    params.emplace("code", ticket_.code);
    params.emplace("business", scene_.business.name);
    return scene_.business.texts.say(key, language(), params);
  }

  /// What the customer is told, in every form it may take. `body` is the whole text inside the window and by phone.
  flows::Notice notice(flows::Purpose purpose, std::string body, std::string mail, const flows::Params& more) const {
    flows::Notice told;
    told.message = {flows::TextMessage{body, false}, purpose, {}};
    told.parameters = notice_params(scene_, ticket_.code);
    told.parameters.insert(more.begin(), more.end());
    told.parameters.emplace("text", body);
    told.mail = std::move(mail);
    told.mail_parameters = more;
    told.mail_parameters.emplace("text", body);
    told.mail_parameters.emplace("operator", actor());
    told.spoken = std::move(body);
    return told;
  }

  Telling telling() {
    const std::string key = action_.idempotency_key.empty() ? std::to_string(store_.tickets().events(ticket_.id).size())
                                                            : action_.idempotency_key;
    return {"action:" + ticket_.code + ":" + action_.who + ":" + key, action_.who, ticket_.id};
  }

  Way tell(const flows::Notice& told) { return deliver(store_, scene_, told, telling(), after_); }

  Way send_file(const webhooks::ReplyToCustomer& reply) {
    const auto& file = *reply.file;
    const bool picture = file.mime.starts_with("image/");
    const bool video = file.mime.starts_with("video/");
    const bool audio = file.mime.starts_with("audio/");
    const auto kind = picture ? flows::MediaKind::Image
                      : video ? flows::MediaKind::Video
                      : audio ? flows::MediaKind::Audio
                              : flows::MediaKind::Document;
    const std::string cause = telling().cause;
    enqueue(store_, scene_,
            {flows::MediaMessage{kind, file.stored, file.mime, file.name, reply.text}, flows::Purpose::OperatorReply,
             reply.quotes},
            cause, action_.who, ticket_.id, after_);
    storage::AttachmentRow kept;
    kept.conversation = scene_.row.id;
    kept.ticket = ticket_.id;
    kept.message = {cause};
    kept.kind = picture ? "image" : video ? "video" : audio ? "audio" : "document";
    kept.mime = file.mime;
    kept.filename = file.name;
    kept.sha256 = file.stored;
    kept.size = file.size;
    kept.state = "stored";
    kept.created_at = scene_.now;
    store_.attachments().add(kept);
    return Way::WhatsApp;
  }

  void give_back_to_bot() {
    scene_.row.owner = "bot";
    store_.conversations().update(scene_.row);
  }

  Result<ActionDone> carry_out(const webhooks::TakeTicket&) {
    if (auto moved = move(flows::TicketMove::Take); !moved) return moved.error();
    if (!ticket_.assignee.empty() && ticket_.assignee != actor()) {
      return fail(Errc::Conflict, ticket_.assignee + " has taken this ticket already",
                  {"ticket_taken", {{"operator", ticket_.assignee}}});
    }
    ticket_.assignee = actor();
    ticket_.taken_at = scene_.now;
    log("taken", json::object());
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::AssignTicket& verb) {
    if (auto moved = move(flows::TicketMove::Take); !moved) return moved.error();
    if (!verb.operator_name.empty()) {
      const auto all = store_.operators().list();
      const bool known = std::any_of(all.begin(), all.end(), [&](const storage::OperatorRow& row) {
        return row.name == verb.operator_name && !row.disabled;
      });
      if (!known) {
        return fail(Errc::Invalid, "there is no operator '" + verb.operator_name + "'",
                    {"operator_unknown", {{"operator", verb.operator_name}}});
      }
    }
    ticket_.assignee = verb.operator_name;
    if (verb.operator_name.empty()) ticket_.status = name_of(flows::TicketStatus::Registered);
    if (!verb.operator_name.empty() && !ticket_.taken_at) ticket_.taken_at = scene_.now;
    log("assigned", {{"to", verb.operator_name}});
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::ReplyToCustomer& verb) {
    if (verb.seen) {
      const auto newest = store_.conversations().newest_message(scene_.row.id);
      if (newest && newest->wamid != *verb.seen) {
        return fail(Errc::Conflict, "the customer has written meanwhile: read it before answering", {"customer_wrote"});
      }
    }
    if (verb.file && !window_is_open(scene_.row, scene_.now)) {
      return fail(Errc::Conflict, "a file can be sent only within 24 hours of the customer's last message",
                  {"file_window_closed"});
    }
    flows::Notice told = notice(flows::Purpose::OperatorReply, verb.text, "reply", {});
    told.message.reply_to = verb.quotes;
    const Way way = verb.file ? send_file(verb) : tell(told);
    json data{{"text", verb.text}};
    if (verb.file) data["file"] = verb.file->name;
    log("reply", std::move(data));
    scene_.row.owner = action_.who;
    scene_.row.unread = 0;
    store_.conversations().update(scene_.row);
    return ActionDone{way, {}};
  }

  Result<ActionDone> carry_out(const webhooks::AddNote& verb) {
    log("note", {{"text", verb.text}});
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::SendQuote& verb) {
    if (auto moved = move(flows::TicketMove::Quote); !moved) return moved.error();
    storage::ProposalRow quote;
    quote.kind = "quote";
    quote.text = verb.text;
    quote.cents = verb.cents;
    quote.attachment = verb.attachment;
    if (verb.valid_until) quote.expires_at = day_after(*verb.valid_until);
    if (quote.expires_at && *quote.expires_at <= scene_.now) {
      return fail(Errc::Invalid, "the quote would have expired already", {"quote_expired"});
    }
    const auto way = propose(store_, scene_, ticket_, std::move(quote), telling(), after_);
    if (!way) return way.error();
    json data{{"cents", verb.cents}, {"text", verb.text}};
    if (verb.valid_until) data["valid_until"] = flows::iso_date(*verb.valid_until);
    if (verb.attachment) data["attachment"] = verb.attachment->value;
    log("quoted", std::move(data));
    return ActionDone{*way, {}};
  }

  /// The first instant of the day after, where the business is.
  flows::Instant day_after(flows::Date last) const {
    return scene_.business.calendar.zone.to_instant(flows::plus_days(last, 1), 0);
  }

  Result<ActionDone> carry_out(const webhooks::PlanWork& verb) {
    if (auto moved = move(flows::TicketMove::Plan); !moved) return moved.error();
    if (verb.start <= scene_.now) return fail(Errc::Invalid, "\"start\" has passed already", {"start_passed"});
    storage::ProposalRow plan;
    plan.kind = "appointment";
    plan.text = verb.note;
    plan.starts_at = verb.start;
    plan.ends_at = verb.end;
    plan.expires_at = verb.start;
    const auto way = propose(store_, scene_, ticket_, std::move(plan), telling(), after_);
    if (!way) return way.error();
    json data{{"start", flows::iso_utc(verb.start)}, {"note", verb.note}};
    if (verb.end) data["end"] = flows::iso_utc(*verb.end);
    log("planned", std::move(data));
    return ActionDone{*way, {}};
  }

  Result<ActionDone> carry_out(const webhooks::EscalateTicket& verb) {
    if (auto moved = move(flows::TicketMove::Escalate); !moved) return moved.error();
    const auto& groups = scene_.business.policies.second_level_groups;
    if (std::find(groups.begin(), groups.end(), verb.group) == groups.end()) {
      return fail(Errc::Invalid, "this business has no second level group '" + verb.group + "'",
                  {"group_unknown", {{"group", verb.group}}});
    }
    const Way way = tell(notice(flows::Purpose::OperatorReply, text("ticket.second_level_notice"), "reply", {}));
    log("escalated", {{"group", verb.group}, {"reason", verb.reason}});
    return ActionDone{way, {}};
  }

  Result<ActionDone> carry_out(const webhooks::ResolveTicket& verb) {
    if (auto moved = move(flows::TicketMove::Resolve); !moved) return moved.error();
    begin_verification(store_, scene_, ticket_, verb.reopen_window, after_);
    log("resolved", {{"summary", verb.summary}, {"deadline", flows::iso_utc(*ticket_.deadline)}});
    give_back_to_bot();
    return ActionDone{step_on(flows::TicketResolved{ticket_.code, verb.summary}), {}};
  }

  /// Lets the dialogue say what happened, and takes over what it did to the ticket.
  Way step_on(const flows::Event& event) {
    store_.tickets().update(ticket_);
    const flows::Step step = flows::step(scene_.conversation, event, context_of(store_, scene_, options_, event));
    const std::string cause =
        "action:" + ticket_.code + ":" + std::to_string(store_.tickets().events(ticket_.id).size());
    const Way way = bot::carry_out(store_, scene_, step, cause, after_, action_.who).way;
    ticket_ = *store_.tickets().find(ticket_.id);
    return way;
  }

  Result<ActionDone> carry_out(const webhooks::ReopenTicket& verb) {
    if (auto moved = move(flows::TicketMove::Reopen); !moved) return moved.error();
    end_verification(store_, ticket_, scene_.now);
    log("reopened", {{"reason", verb.reason}});
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::CloseTicket& verb) {
    const bool verified = ticket_.status == name_of(flows::TicketStatus::Resolved);
    const std::string status = ticket_.status;
    if (auto moved = move(flows::TicketMove::Close); !moved) return moved.error();
    log("closed", {{"reason", verb.reason}});
    give_back_to_bot();
    if (verified) {
      ticket_.status = status;
      return ActionDone{step_on(flows::TicketCloses{ticket_.code, flows::ClosedBy::Desk}), {}};
    }
    ticket_.closed_at = scene_.now;
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::RecordTime& verb) {
    const auto events = storage::merges_of(store_).events(ticket_.id);
    const int intervention = storage::intervention_now(events);
    std::chrono::minutes before{0};
    for (const flows::TimeEntry& entry : storage::time_entries(events)) {
      if (entry.intervention == intervention) before += entry.spent;
    }
    log("time", {{"minutes", verb.spent.count()}, {"note", verb.note}});
    const flows::CostTerms terms = storage::terms_of(storage::customers_of(store_).entitlement(ticket_.id));
    for (const auto mark : flows::alerts_passed(before, before + verb.spent, terms.included)) {
      const json alert{{"mark", mark.count()}, {"included", terms.included->count()}, {"intervention", intervention}};
      store_.tickets().add_event({0, ticket_.id, scene_.now, "bot", "included_time", flows::print_json(alert)});
    }
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::RecordCall& verb) {
    if (verb.at && *verb.at > scene_.now) return fail(Errc::Invalid, "\"at\" has not come yet", {"call_to_come"});
    log("call", {{"note", verb.note},
                 {"reached", verb.reached},
                 {"how", verb.how},
                 {"at", flows::iso_utc(verb.at.value_or(scene_.now))}});
    store_.callbacks().finish_of(ticket_.id, scene_.now, action_.who);
    if (!verb.tell) return ActionDone{};
    const auto when = moment_in_words(verb.at.value_or(scene_.now), scene_.now, scene_.business.calendar.zone,
                                      scene_.conversation.language);
    const std::string told = text("ticket.contacted", {{"code", ticket_.code}, {"how", text("status.contacted." + verb.how, {{"when", when}})}});
    return ActionDone{tell(notice(flows::Purpose::OperatorReply, told, "reply", {}))};
  }

  Result<ActionDone> carry_out(const webhooks::SetPriority& verb) {
    ticket_.priority = verb.priority;
    // Confirmed or downgraded: the person on call has looked at it.
    store_.callbacks().finish_of(ticket_.id, scene_.now, action_.who);
    log("priority", {{"priority", verb.priority}});
    return ActionDone{};
  }

  Result<ActionDone> carry_out(const webhooks::MergeTicket& verb) {
    auto survivor = merge_target(store_, ticket_, verb.into);
    if (!survivor) return survivor.error();
    const Way way = mention(text("ticket.merged_notice", {{"into", survivor->code}}));
    log("merged", {{"into", survivor->code}});
    merge_into(store_, ticket_, std::move(*survivor), action_.who, scene_.now, after_);
    return ActionDone{way};
  }

  Result<ActionDone> carry_out(const webhooks::SplitTicket& verb) {
    const auto opened = split_ticket(store_, scene_, ticket_, verb.messages, verb.summary, action_.who, after_);
    if (!opened) return opened.error();
    const Way way = mention(text("ticket.split_notice", {{"opened", opened->code}, {"summary", opened->summary}}));
    log("split", {{"to", opened->code}, {"summary", opened->summary}, {"messages", verb.messages.size()}});
    return ActionDone{way, opened->code};
  }

  /// Said where it costs nobody a call: a firm that wants to say nothing has an empty sentence for it.
  Way mention(std::string message) {
    if (message.empty() || !window_is_open(scene_.row, scene_.now)) return Way::None;
    return tell(notice(flows::Purpose::OperatorReply, std::move(message), "reply", {}));
  }

  Result<ActionDone> carry_out(const webhooks::AttachFile& verb) {
    storage::AttachmentRow file;
    file.conversation = scene_.row.id;
    file.ticket = ticket_.id;
    file.kind = "document";
    file.mime = verb.mime;
    file.filename = verb.filename;
    file.sha256 = verb.sha256;
    file.size = verb.size;
    file.state = "stored";
    file.created_at = scene_.now;
    const auto id = store_.attachments().add(file);
    log("file", {{"attachment", id.value}, {"filename", verb.filename}});
    return ActionDone{Way::None, {}, id};
  }

  storage::Store& store_;
  const DeskOptions& options_;
  Scene scene_;
  storage::TicketRow ticket_;
  const webhooks::TicketAction& action_;
  Afterwards& after_;
};

}  // namespace

Result<ActionDone> act(storage::Store& store, const Desk& desk, const webhooks::TicketAction& action,
                       flows::Instant now, Afterwards& after) {
  auto ticket = store.tickets().find_by_code(action.code);
  if (!ticket) return fail(Errc::NotFound, "there is no ticket " + action.code);
  const flows::Business* business = desk.business_of(ticket->business);
  const auto row = store.conversations().find(ticket->conversation);
  const auto person = store.people().find(ticket->person);
  if (business == nullptr || !row || !person) {
    return fail(Errc::NotFound, "the business of ticket " + action.code + " is not in the configuration any more");
  }
  Scene scene{*business, *person, *row, conversation_in(*row, *business), now, desk.mail()};
  return Action(store, desk.options(), std::move(scene), std::move(*ticket), action, after).run();
}

}  // namespace sportello::bot
