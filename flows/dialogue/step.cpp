#include "flows/dialogue/step.h"

#include <algorithm>

#include "flows/core/match.h"
#include "flows/core/text.h"
#include "flows/dialogue/command_run.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/facts.h"
#include "flows/dialogue/form_hearing.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/idle.h"
#include "flows/dialogue/problem.h"
#include "flows/dialogue/proposals.h"
#include "flows/dialogue/questions.h"
#include "flows/dialogue/survey.h"
#include "flows/dialogue/verification.h"
#include "flows/ticket/initiative.h"

namespace sportello::flows {
namespace {

Understanding read(Turn& turn, const std::string& text) {
  Understanding found = understand(text, turn.context.now, turn.business().calendar.zone, turn.next.language);
  if (found.language_is_sure) {
    turn.next.language = found.language;
    turn.next.language_known = true;
  }
  return found;
}

/// One whole text: a single message, or a burst put together.
void hear(Turn& turn, const std::string& text, const Wamid& message, const std::optional<Wamid>& quotes) {
  turn.answering(message);
  turn.next.voice_notes = 0;
  const Understanding found = read(turn, text);
  if (turn.form() != nullptr) return hear_in_form(turn, text, found, message);
  if (hear_proposal_reply(turn, text, message)) return;
  hear_text(turn, text, found, quotes);
}

void acknowledge_media(Turn& turn, const std::vector<Gathered>& burst, bool with_text) {
  int photos = 0;
  int files = 0;
  for (const Gathered& part : burst) {
    if (!part.media) continue;
    part.media == MediaKind::Image ? ++photos : ++files;
  }
  if (photos + files == 0) return;
  if (turn.form() == nullptr && !with_text) {
    welcome(turn);
    if (ask_verdict_about_media(turn)) return turn.say_text("media.kept_file");
    turn.say_text("media.kept");
    Idle idle;
    if (turn.idle()->draft) idle.draft = turn.idle()->draft;
    idle.asked_problem = true;
    turn.next.mode = std::move(idle);
    return;
  }
  if (photos == 1) turn.say_text("media.photo");
  if (photos > 1) turn.say_text("media.photos", {{"count", std::to_string(photos)}});
  if (files > 0) turn.say_text("media.file");
}

/// Takes what was gathered as one message.
void hear_gathered(Turn& turn) {
  std::vector<Gathered> burst = std::move(turn.next.gathered);
  turn.next.gathered.clear();
  turn.add(CancelTimer{TimerKind::Gather});
  std::stable_sort(burst.begin(), burst.end(),
                   [](const Gathered& a, const Gathered& b) { return a.sent_at < b.sent_at; });
  std::string text;
  std::optional<Wamid> quotes;
  for (const Gathered& part : burst) {
    if (part.quotes) quotes = part.quotes;
    if (part.text.empty()) continue;
    if (!text.empty()) text += "\n";
    text += part.text;
  }
  if (burst.empty()) return;
  turn.answering(burst.back().id);
  turn.said_at = std::min(burst.back().sent_at, turn.context.now);
  acknowledge_media(turn, burst, !text.empty());
  if (!text.empty()) return hear(turn, text, burst.back().id, quotes);
  turn.stay_silent("nothing to read in the message");
  repeat_question(turn);
}

void gather(Turn& turn, Gathered part) {
  const Wamid id = part.id;
  turn.next.gathered.push_back(std::move(part));
  if (turn.context.gather.count() <= 0) return hear_gathered(turn);
  turn.add(MarkRead{id, true});
  turn.add(SetTimer{TimerKind::Gather, turn.context.now + turn.context.gather});
  turn.stay_silent("waits for the rest of the burst");
}

/// A burst that was interrupted by something that acts at once is heard first, so that nothing of it is lost.
void settle_burst(Turn& turn) {
  if (!turn.next.gathered.empty()) hear_gathered(turn);
}

/// A typed choice acts at once, like a tap; one that comes with a question is read whole.
bool settle_choice(Turn& turn, const std::string& text, const Wamid& message) {
  if (text.find('?') != std::string::npos) return false;
  turn.answering(message);
  if (turn.form() != nullptr) return waits_for_choice(turn) && take_answer(turn, text, message);
  const auto choice = typed_choice(*turn.idle(), text);
  if (!choice) return false;
  const Tapped tap{choice->id, choice->title};
  return hear_verdict_tap(turn, tap) || hear_score_tap(turn, tap) || hear_tap(turn, tap);
}

/// A quote or an appointment answered, in the middle of whatever else is going on.
bool settle_proposal(Turn& turn, const CustomerMessage& message) {
  const bool heard = match(
      message.said, [&](const Tapped& tap) { return hear_proposal_tap(turn, tap, message.id); },
      [&](const TextSaid& said) {
        const std::string text = trim_ends(clean_text(said.text));
        // A question of the form that takes the same word comes first.
        const bool asked = turn.form() != nullptr && (waits_for_choice(turn) || typed_command(text));
        return !asked && turn.next.gathered.empty() && hear_proposal_words(turn, text, message.id);
      },
      [](const auto&) { return false; });
  if (!heard) return false;
  turn.answering(message.id);
  if (turn.form() != nullptr && !turn.context.operator_writes) repeat_question(turn);
  return true;
}

void on_text(Turn& turn, const CustomerMessage& message, const TextSaid& said) {
  const std::string text = trim_ends(clean_text(said.text));
  if (const auto command = typed_command(text)) {
    settle_burst(turn);
    turn.answering(message.id);
    // STOP and START are the same word in every language.
    if (command->command != Command::Stop && command->command != Command::Start) read(turn, text);
    if (obey(turn, *command, text, message.id)) return;
  }
  if (turn.next.gathered.empty() && settle_choice(turn, text, message.id)) return;
  gather(turn, {message.id, message.sent_at, text, message.quotes, std::nullopt});
}

void on_tap(Turn& turn, const CustomerMessage& message, const Tapped& tap) {
  settle_burst(turn);
  turn.answering(message.id);
  if (answer_day_tap(turn, tap)) {
    if (turn.form() != nullptr) repeat_question(turn);
    return;
  }
  if (turn.form() != nullptr) {
    if (take_tap(turn, tap, message.id)) return;
    turn.say_text("button.old");
    return repeat_question(turn);
  }
  if (hear_tap(turn, tap)) return;
  turn.say_text("button.old");
  show_menu(turn, "menu.text");
}

/// A button about a ticket that has ended means the same at any time. False when it is none of those.
bool on_verdict_tap(Turn& turn, const CustomerMessage& message, const Tapped& tap) {
  settle_burst(turn);
  turn.answering(message.id);
  return hear_verdict_tap(turn, tap) || hear_score_tap(turn, tap);
}

void on_voice(Turn& turn, const CustomerMessage& message) {
  settle_burst(turn);
  turn.answering(message.id);
  welcome(turn);
  ++turn.next.voice_notes;
  if (turn.next.voice_notes == 1) {
    turn.say_text("voice.first");
  } else {
    Params params = business_params(turn.context, turn.language());
    if (const Contact* phone = phone_to_call(turn.context)) params["phone"] = phone->value;
    turn.say_text("voice.second", params);
  }
  if (turn.form() != nullptr) return repeat_question(turn);
  if (ask_verdict_about_media(turn)) return;
  turn.idle()->asked_problem = true;
}

void on_media(Turn& turn, const CustomerMessage& message, const MediaSent& media) {
  if (media.kind == MediaKind::Sticker) return turn.stay_silent("sticker: kept, needs no answer");
  turn.add(KeepMedia{media, message.id});
  if (media.kind == MediaKind::Audio) return on_voice(turn, message);
  gather(turn, {message.id, message.sent_at, trim_ends(clean_text(media.caption)), message.quotes, media.kind});
}

void on_contact(Turn& turn, const CustomerMessage& message, const ContactShared& contact) {
  settle_burst(turn);
  turn.answering(message.id);
  if (take_contact(turn, contact, message.id)) return;
  if (contact.requested && !contact.phones.empty()) {
    turn.add(Remember{{}, {}, {}, contact.phones.front(), {}, {}});
  }
  welcome(turn);
  turn.say_text("media.contact");
  if (turn.form() != nullptr) return repeat_question(turn);
  turn.say_text("media.about");
  turn.idle()->asked_problem = true;
}

void on_location(Turn& turn, const CustomerMessage& message) {
  settle_burst(turn);
  turn.answering(message.id);
  welcome(turn);
  turn.say_text("media.location");
  if (turn.form() != nullptr) return repeat_question(turn);
  turn.say_text("media.about");
  turn.idle()->asked_problem = true;
}

void on_edit(Turn& turn, const Edited& edited) {
  const std::string text = trim_ends(clean_text(edited.text));
  if (text.empty()) return turn.stay_silent("edit: kept");
  for (Gathered& part : turn.next.gathered) {
    if (part.id == edited.original) {
      part.text = text;
      return turn.stay_silent("edit: taken into the burst");
    }
  }
  turn.stay_silent("edit: kept beside the original");
}

void on_not_understood(Turn& turn, const CustomerMessage& message, const NotUnderstood& what) {
  constexpr int kMediaTooLarge = 131052;
  if (what.type == "edit") return turn.stay_silent("edit: not shown by WhatsApp");
  settle_burst(turn);
  turn.answering(message.id);
  welcome(turn);
  turn.say_text(what.error_code == kMediaTooLarge ? "media.too_large" : "media.unknown");
  repeat_question(turn);
}

void on_message(Turn& turn, const CustomerMessage& message) {
  if (!message.group.empty()) return turn.stay_silent("group: kept, groups are not answered");
  turn.said_at = std::min(message.sent_at, turn.context.now);
  if (settle_proposal(turn, message)) return;
  if (turn.context.operator_writes) {
    if (const auto* tap = std::get_if<Tapped>(&message.said); tap != nullptr) {
      turn.answering(message.id);
      if (hear_verdict_tap(turn, *tap) || hear_score_tap(turn, *tap)) return;
    }
    if (const auto* said = std::get_if<TextSaid>(&message.said)) {
      hear_beside_operator(turn, trim_ends(clean_text(said->text)), message.quotes);
    }
    if (const auto* media = std::get_if<MediaSent>(&message.said)) turn.add(KeepMedia{*media, message.id});
    return turn.stay_silent("an operator has this conversation");
  }
  match(
      message.said, [&](const TextSaid& said) { on_text(turn, message, said); },
      [&](const Tapped& tap) {
        if (!on_verdict_tap(turn, message, tap)) on_tap(turn, message, tap);
      },
      [&](const MediaSent& media) { on_media(turn, message, media); },
      [&](const LocationSent&) { on_location(turn, message); },
      [&](const ContactShared& contact) { on_contact(turn, message, contact); },
      [&](const Reacted&) { turn.stay_silent("reaction: kept, needs no answer"); },
      [&](const Edited& edited) { on_edit(turn, edited); },
      [&](const Revoked&) { turn.stay_silent("deleted by the customer: the original stays"); },
      [&](const StructuredReply& reply) { turn.stay_silent("structured reply kept: " + reply.what); },
      [&](const NotUnderstood& what) { on_not_understood(turn, message, what); });
}

void on_timer(Turn& turn, TimerKind kind) {
  switch (kind) {
    case TimerKind::Gather:
      return hear_gathered(turn);
    case TimerKind::FormReminder:
      if (!may_initiate(turn.context.person.opted_out, Purpose::Reminder, true)) {
        return turn.stay_silent("reminder left out: the customer asked not to be written to");
      }
      if (Filling* form = turn.form(); form != nullptr && !form->reminded) {
        form->reminded = true;
        turn.say_text(form->waiting_for == pending::kSummary ? "form.reminder_summary" : "form.reminder");
        repeat_question(turn);
      }
      return;
    case TimerKind::FormExpiry:
      if (Filling* form = turn.form()) {
        Idle idle;
        idle.draft = std::move(*form);
        turn.next.mode = std::move(idle);
        turn.stay_silent("form put away after silence");
      }
      return;
  }
}

}  // namespace

std::string_view name_of(TimerKind kind) {
  switch (kind) {
    case TimerKind::Gather:
      return "gather";
    case TimerKind::FormReminder:
      return "form_reminder";
    case TimerKind::FormExpiry:
      return "form_expiry";
  }
  return "gather";
}

std::optional<TimerKind> timer_kind(std::string_view name) {
  for (const TimerKind kind : {TimerKind::Gather, TimerKind::FormReminder, TimerKind::FormExpiry}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

bool is_called(const TicketFacts& ticket, std::string_view code) {
  return ticket.code == code || std::find(ticket.also.begin(), ticket.also.end(), code) != ticket.also.end();
}

Step step(const Conversation& conversation, const Event& event, const Context& context) {
  Turn turn(conversation, context);
  match(
      event, [&](const CustomerMessage& message) { on_message(turn, message); },
      [&](const TimerFired& timer) { on_timer(turn, timer.kind); },
      [&](const TicketResolved& news) { tell_resolved(turn, news); },
      [&](const TicketCloses& closing) {
        // What was written before the deadline counts, although the rest of its burst was still waited for.
        if (!context.operator_writes) settle_burst(turn);
        close_for_good(turn, closing);
      });
  return std::move(turn).finish();
}

}  // namespace sportello::flows
