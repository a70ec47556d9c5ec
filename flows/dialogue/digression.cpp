#include "flows/dialogue/digression.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "flows/answers/hours_answer.h"
#include "flows/core/text.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/facts.h"
#include "flows/dialogue/questions.h"
#include "flows/ticket/code.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

bool is_about_the_desk(Intent intent) {
  switch (intent) {
    case Intent::Hours:
    case Intent::Holidays:
    case Intent::TicketStatus:
    case Intent::Cost:
    case Intent::Coverage:
    case Intent::Warranty:
    case Intent::Contacts:
    case Intent::Backup:
    case Intent::Human:
      return true;
    case Intent::TicketOpen:
    case Intent::TicketReopen:
    case Intent::Greeting:
    case Intent::Thanks:
    case Intent::Goodbye:
    case Intent::Cancel:
    case Intent::Yes:
    case Intent::No:
    case Intent::OptOut:
    case Intent::Unknown:
      return false;
  }
  return false;
}

std::string status_sentence(const Turn& turn, const TicketFacts& ticket) {
  const Zone& zone = turn.business().calendar.zone;
  Params params{{"code", ticket.code}};
  if (ticket.deadline) params["deadline"] = moment_in_words(*ticket.deadline, turn.context.now, zone, turn.language());
  if (ticket.status == "registered") {
    const Attendance now = attendance_for(turn.context, ticket.flags);
    if (!now.open && now.next_opening) {
      params["next_opening"] = moment_in_words(*now.next_opening, turn.context.now, zone, turn.language());
    }
  }
  for (const ProposalFacts& proposal : ticket.proposals) {
    const bool stands = proposal.state == "open" || proposal.state == "accepted";
    if (!stands || !proposal.starts_at || params.contains("when")) continue;
    params["when"] = moment_in_words(*proposal.starts_at, turn.context.now, zone, turn.language());
  }
  std::string sentence = turn.text("status." + ticket.status, params);
  if (ticket.contacted) {
    const std::string when = moment_in_words(ticket.contacted->at, turn.context.now, zone, turn.language());
    sentence += " " + turn.text("status.contacted." + ticket.contacted->how, {{"when", when}});
  }
  return sentence;
}

void say_fact(Turn& turn, Intent intent) {
  const auto found = turn.business().answers.find(intent);
  if (found == turn.business().answers.end()) return turn.say_text("answer.missing");
  turn.say(render(found->second.in(turn.language()), business_params(turn.context, turn.language())));
}

constexpr std::string_view kDayTap = "hours:";

/// "gio 26 novembre": fits a button. Its id keeps how it was asked: "chiusi?" is answered by another yes.
Choice day_choice(Date date, Asked asked, Language language) {
  const std::string weekday(weekday_in_words(std::chrono::weekday(std::chrono::sys_days(date)), language).substr(0, 3));
  return {std::string(kDayTap) + iso_date(date) + ":" + std::string(name_of(asked)),
          weekday + " " + std::to_string(static_cast<unsigned>(date.day())) + " " +
              std::string(month_in_words(date.month(), language)),
          {}};
}

/// "giovedì prossimo" may be two days, one open and one closed: which?
void ask_which_day(Turn& turn, const std::pair<Date, Date>& days, Asked asked) {
  const Date today = turn.business().calendar.zone.to_local(turn.context.now).date;
  const Language language = turn.language();
  turn.ask({turn.text("hours.which_day", {{"first", in_words(days.first, today, language)},
                                          {"second", in_words(days.second, today, language)}}),
            {day_choice(days.first, asked, language), day_choice(days.second, asked, language)},
            {},
            false});
}

void say_hours(Turn& turn, const Understanding& read, std::string_view text, Intent intent,
               std::optional<Asked> asked = std::nullopt) {
  HoursQuestion question;
  question.asked = asked;
  question.intent = intent;
  question.when = read.when;
  question.text = text;
  question.now = turn.context.now;
  question.language = turn.language();
  question.plan = known_plan(turn.context);
  const HoursAnswer answer = answer_hours(turn.business(), question);
  turn.hours_were_told();
  // In a form its own question has the buttons: both readings are answered.
  if (answer.either && turn.form() == nullptr && read.also.empty())
    return ask_which_day(turn, *answer.either, asked_in(text));
  turn.say(answer.reply);
}

void answer_one(Turn& turn, const Understanding& read, std::string_view text, Intent intent) {
  switch (intent) {
    case Intent::Hours:
    case Intent::Holidays:
      return say_hours(turn, read, text, intent);
    case Intent::TicketStatus:
      return say_status(turn, text);
    case Intent::Human:
      return call_person(turn, text);
    case Intent::Cost:
    case Intent::Coverage:
    case Intent::Warranty:
    case Intent::Contacts:
    case Intent::Backup:
      return say_fact(turn, intent);
    case Intent::TicketOpen:
    case Intent::TicketReopen:
    case Intent::Greeting:
    case Intent::Thanks:
    case Intent::Goodbye:
    case Intent::Cancel:
    case Intent::Yes:
    case Intent::No:
    case Intent::OptOut:
    case Intent::Unknown:
      return;
  }
}

}  // namespace

bool is_digression(const Understanding& read) {
  return is_about_the_desk(read.intent);
}

bool is_surely_digression(const Understanding& read, std::string_view text) {
  if (!is_about_the_desk(read.intent)) return false;
  if (text.find('?') != std::string_view::npos) return true;
  return read.intent == Intent::Hours || read.intent == Intent::Human || read.intent == Intent::TicketStatus;
}

bool answer_day_tap(Turn& turn, const Tapped& tap) {
  if (!tap.id.starts_with(kDayTap)) return false;
  const std::string_view rest = std::string_view(tap.id).substr(kDayTap.size());
  const std::size_t end = rest.find(':');
  const auto date = parse_date(rest.substr(0, end));
  if (!date) return false;
  Understanding asked;
  asked.intent = Intent::Hours;
  asked.confidence = 1;
  asked.when.emplace();
  asked.when->kind = WhenKind::Days;
  asked.when->from = asked.when->to = *date;
  // Buttons of earlier versions carry the day alone.
  say_hours(turn, asked, tap.title, Intent::Hours,
            end == std::string_view::npos ? std::nullopt : asked_named(rest.substr(end + 1)));
  return true;
}

void answer_digression(Turn& turn, const Understanding& read, std::string_view text) {
  answer_one(turn, read, text, read.intent);
  for (const Intent further : read.also) {
    if (further != read.intent) answer_one(turn, read, text, further);
  }
}

void call_person(Turn& turn, std::string_view words) {
  turn.add(CallForPerson{shorten(trim(clean_text(words)), 200)});
  const Params params = business_params(turn.context, turn.language());
  if (const auto at = params.find("next_opening"); at != params.end()) {
    turn.say_text("human.closed", params);
    turn.hours_were_told();
  } else {
    turn.say_text("human.open", params);
  }
  if (const Contact* phone = phone_to_call(turn.context)) turn.say_text("human.phone", {{"phone", phone->value}});
}

void say_status(Turn& turn, std::string_view text) {
  const auto& tickets = turn.context.tickets;
  const auto codes = ticket_codes_in(text, turn.business().code_prefix);
  for (const std::string& code : codes) {
    const auto found =
        std::find_if(tickets.begin(), tickets.end(), [&](const auto& ticket) { return is_called(ticket, code); });
    if (found != tickets.end()) {
      turn.say(status_sentence(turn, *found));
    } else {
      turn.say_text("status.not_found", {{"code", code}});
    }
  }
  if (!codes.empty()) return;
  std::vector<const TicketFacts*> open;
  for (const TicketFacts& ticket : tickets) {
    if (ticket.status != "closed") open.push_back(&ticket);
  }
  if (open.empty()) return turn.say_text("status.none");
  if (open.size() == 1) return turn.say(status_sentence(turn, *open.front()));
  std::string lines = turn.text("status.list_header");
  for (const TicketFacts* ticket : open) {
    lines +=
        "\n" + turn.text("status.list_line", {{"code", ticket->code}, {"state", turn.text("state." + ticket->status)}});
  }
  turn.say(lines);
}

void show_menu(Turn& turn, std::string_view opening_key) {
  Question question{turn.text(opening_key), {}, turn.text("menu.button"), false};
  const auto add = [&](const char* name) {
    question.choices.push_back({std::string("menu:") + name, turn.text(std::string("menu.") + name),
                                turn.text(std::string("menu.") + name + ".description")});
  };
  add("ticket");
  if (!turn.context.tickets.empty()) add("status");
  add("hours");
  add("contacts");
  for (const auto& [intent, name] : {std::pair{Intent::Cost, "cost"}, std::pair{Intent::Coverage, "coverage"}}) {
    if (turn.business().answers.contains(intent)) add(name);
  }
  add("human");
  turn.ask(std::move(question));
}

}  // namespace sportello::flows
