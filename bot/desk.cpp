#include "bot/desk.h"

#include <nlohmann/json.hpp>

#include "bot/acknowledgement_watch.h"
#include "bot/closure_desk.h"
#include "bot/delivery.h"
#include "bot/people_desk.h"
#include "bot/proposal_desk.h"
#include "bot/retention_desk.h"
#include "bot/scene.h"
#include "bot/template_desk.h"
#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/core/text.h"
#include "webhooks/whatsapp/parser.h"

namespace sportello::bot {
namespace {

using webhooks::Update;

std::string_view kind_of(const Update& update) {
  return flows::match(
      update.content, [](const flows::CustomerMessage&) { return "message"; },
      [](const webhooks::StatusUpdate&) { return "status"; },
      [](const webhooks::IdentityChange&) { return "identity"; },
      [](const webhooks::AccountUpdate&) { return "account"; }, [](const webhooks::ChannelError&) { return "channel"; },
      [](const webhooks::UnknownUpdate&) { return "unknown"; });
}

/// Text, media, location, contacts, taps open the 24-hour window; whether a reaction does is not settled by Meta.
bool opens_window(const flows::Said& said) {
  return flows::match(
      said, [](const flows::TextSaid&) { return true; }, [](const flows::Tapped&) { return true; },
      [](const flows::MediaSent&) { return true; }, [](const flows::LocationSent&) { return true; },
      [](const flows::ContactShared&) { return true; }, [](const flows::StructuredReply&) { return true; },
      [](const flows::Reacted&) { return false; }, [](const flows::Edited&) { return false; },
      [](const flows::Revoked&) { return false; }, [](const flows::NotUnderstood&) { return false; });
}

struct Line {
  std::string kind;
  std::string text;
};

/// The message as the operators' thread shows it.
Line line_of(const flows::Said& said) {
  return flows::match(
      said,
      [](const flows::TextSaid& text) {
        return Line{"text", flows::clean_text(text.text)};
      },
      [](const flows::Tapped& tap) {
        return Line{"tap", flows::clean_text(tap.title)};
      },
      [](const flows::MediaSent& media) {
        const char* kind = "document";
        switch (media.kind) {
          case flows::MediaKind::Image:
            kind = "image";
            break;
          case flows::MediaKind::Video:
            kind = "video";
            break;
          case flows::MediaKind::Audio:
            kind = media.voice ? "voice" : "audio";
            break;
          case flows::MediaKind::Document:
            kind = "document";
            break;
          case flows::MediaKind::Sticker:
            kind = "sticker";
            break;
        }
        return Line{kind, flows::clean_text(media.caption.empty() ? media.filename : media.caption)};
      },
      [](const flows::LocationSent& place) {
        std::string text = place.name.empty() ? place.address : place.name + ", " + place.address;
        if (text.empty()) text = std::to_string(place.latitude) + ", " + std::to_string(place.longitude);
        return Line{"location", flows::clean_text(text)};
      },
      [](const flows::ContactShared& contact) {
        std::string text = contact.name;
        for (const std::string& phone : contact.phones) text += (text.empty() ? "" : ", ") + phone;
        return Line{"contact", flows::clean_text(text)};
      },
      [](const flows::Reacted& reaction) {
        return Line{"reaction", flows::clean_text(reaction.emoji)};
      },
      [](const flows::Edited& edit) {
        return Line{"edit", flows::clean_text(edit.text)};
      },
      [](const flows::Revoked&) {
        return Line{"revoke", {}};
      },
      [](const flows::StructuredReply& reply) {
        return Line{"structured", flows::clean_text(reply.what)};
      },
      [](const flows::NotUnderstood& what) {
        return Line{"unknown", flows::clean_text(what.type)};
      });
}

}  // namespace

const flows::Business* Desk::business_of(const flows::BusinessId& id) const {
  for (const auto& [number, business] : numbers_) {
    if (business->id == id) return business.get();
  }
  return nullptr;
}

void Desk::take(storage::Store& store, const Update& update, flows::Instant now, Afterwards& after) {
  const auto id = store.inbox().insert(update.to, update.key, kind_of(update), update.raw, now);
  if (!id) {
    ++after.tally.duplicates;
    return;
  }
  std::optional<flows::PersonId> person;
  const std::string outcome = handle(store, update, now, after, person);
  store.inbox().finish(*id, outcome, person);
}

void Desk::park(storage::Store& store, const Update& update, const std::string& error, flows::Instant now) {
  const auto id = store.inbox().insert(update.to, update.key, kind_of(update), update.raw, now);
  if (id) store.inbox().park(*id, error);
}

void Desk::replay(storage::Store& store, const storage::InboxRow& row, flows::Instant now, Afterwards& after) {
  const Update update = webhooks::reparse(row.raw);
  std::optional<flows::PersonId> person;
  const std::string outcome = handle(store, update, now, after, person);
  store.inbox().finish(row.id, outcome, person);
}

std::string Desk::handle(storage::Store& store, const Update& update, flows::Instant now, Afterwards& after,
                         std::optional<flows::PersonId>& person) {
  return flows::match(
      update.content,
      [&](const flows::CustomerMessage& message) { return hear(store, update, message, now, after, person); },
      [&](const webhooks::StatusUpdate& status) { return statuses_.note(store, update.to, status, now, after); },
      [&](const webhooks::IdentityChange& change) {
        const auto number = numbers_.find(update.to);
        if (number == numbers_.end()) return std::string("unknown number: kept");
        return change_identity(store, number->second->id, change, now, person);
      },
      [&](const webhooks::AccountUpdate& news) { return note_account_news(store, numbers_, news, now, after); },
      [&](const webhooks::ChannelError& trouble) {
        after.news.push_back({webhooks::DeskNews::Kind::DeskChanged, {}, {}});
        return "channel error kept: " + describe(trouble.error);
      },
      [&](const webhooks::UnknownUpdate& unknown) { return "not understood, kept raw: " + unknown.what; });
}

std::string Desk::hear(storage::Store& store, const Update& update, const flows::CustomerMessage& message,
                       flows::Instant now, Afterwards& after, std::optional<flows::PersonId>& person) {
  const auto number = numbers_.find(update.to);
  if (number == numbers_.end()) return "unknown number: kept, not answered";
  const flows::Business& business = *number->second;

  Scene scene{business, recognise(store, business.id, message.from, now), {}, {}, now, mail()};
  person = scene.person.id;
  auto row = store.conversations().find_for(scene.person.id, update.to);
  if (!row) {
    row.emplace();
    row->person = scene.person.id;
    row->business = business.id;
    row->number = update.to;
    row->owner = "bot";
    row->id = store.conversations().create(*row);
  }
  scene.row = *row;
  if (opens_window(message.said)) {
    if (!scene.row.last_customer_at || *scene.row.last_customer_at < message.sent_at) {
      scene.row.last_customer_at = message.sent_at;
    }
    ++scene.row.unread;
  }
  scene.conversation = conversation_in(scene.row, business);

  const Line line = line_of(message.said);
  storage::MessageRow shown;
  shown.conversation = scene.row.id;
  shown.wamid = message.id;
  shown.at = message.sent_at;
  shown.kind = line.kind;
  shown.text = line.text;
  shown.content = flows::print_json(to_json(message));
  shown.quotes = message.quotes;

  const flows::Event event = message;
  const flows::Step step = flows::step(scene.conversation, event, context_of(store, scene, options_, event));
  // The message is stored before its effects, so that a ticket opened by it finds it.
  for (const flows::Effect& effect : step.effects) {
    if (const auto* none = std::get_if<flows::NoAnswer>(&effect)) shown.reason = none->reason;
  }
  store.conversations().add_message(shown);
  if (opens_window(message.said)) send_waiting_documents(store, scene, after);
  const std::string outcome = carry_out(store, scene, step, update.to.value + ":" + update.key, after).outcome;
  after.news.push_back({webhooks::DeskNews::Kind::MessageArrived, {}, scene.row.id});
  ++after.tally.turns;
  return outcome;
}

void Desk::fire(storage::Store& store, const storage::TimerRow& timer, flows::Instant now, Afterwards& after) {
  if (timer.kind == kUncertainTimer) return statuses_.settle(store, timer, now, options_.uncertain, after);
  if (timer.kind == kClosureTimer) return close_at_deadline(store, timer, now, after);
  if (timer.kind == kRetentionTimer) return fire_retention(store, options_, timer, now, after);
  if (is_acknowledgement_timer(timer.kind)) return fire_acknowledgement_timer(store, *this, timer, now, after);
  if (timer.kind == kRerouteTimer) return reroute(store, *this, timer, now, after);
  if (timer.kind == kProposalExpiry || timer.kind == kAppointmentReminder) {
    return fire_proposal(store, *this, timer, now, after);
  }
  const auto kind = flows::timer_kind(timer.kind);
  if (!kind || !timer.conversation) return;
  const auto row = store.conversations().find(*timer.conversation);
  if (!row) return;
  const auto number = numbers_.find(row->number);
  const auto person = store.people().find(row->person);
  if (number == numbers_.end() || !person) return;
  Scene scene{*number->second, *person, *row, conversation_in(*row, *number->second), now, mail()};
  const flows::Event event = flows::TimerFired{*kind};
  const flows::Step step = flows::step(scene.conversation, event, context_of(store, scene, options_, event));
  carry_out(store, scene, step, "timer:" + std::to_string(timer.id), after);
  after.news.push_back({webhooks::DeskNews::Kind::MessageChanged, {}, scene.row.id});
}

void Desk::close_at_deadline(storage::Store& store, const storage::TimerRow& timer, flows::Instant now,
                             Afterwards& after) {
  const auto ticket = timer.ticket ? store.tickets().find(*timer.ticket) : std::nullopt;
  if (!ticket || ticket->status != "resolved" || !ticket->deadline || *ticket->deadline > now) return;
  const auto row = store.conversations().find(ticket->conversation);
  const auto person = store.people().find(ticket->person);
  const flows::Business* business = business_of(ticket->business);
  if (!row || !person) return;
  if (business == nullptr) throw std::runtime_error("the business of ticket " + ticket->code + " is not configured");
  Scene scene{*business, *person, *row, conversation_in(*row, *business), now, mail()};
  const flows::Event event = flows::TicketCloses{ticket->code, flows::ClosedBy::Time};
  const flows::Step step = flows::step(scene.conversation, event, context_of(store, scene, options_, event));
  carry_out(store, scene, step, "closure:" + std::to_string(timer.id), after);
  after.news.push_back({webhooks::DeskNews::Kind::MessageChanged, {}, scene.row.id});
}

}  // namespace sportello::bot
