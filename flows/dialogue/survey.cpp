#include "flows/dialogue/survey.h"

#include <array>
#include <optional>

#include "flows/core/text.h"
#include "flows/dialogue/acknowledgement.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_run.h"

namespace sportello::flows {
namespace {

constexpr std::string_view kTap = "survey:";
constexpr std::chrono::hours kScoreAwaited{24};
constexpr std::chrono::hours kCommentAwaited{1};
constexpr int kScores = 5;

void ask_score(Turn& turn, std::string_view key, const TicketFacts& ticket) {
  Question question{turn.text(key, {{"code", ticket.code}}), {}, turn.text("survey.button"), false};
  // In this order a score typed as a number is also the number of its row.
  for (int score = 1; score <= kScores; ++score) {
    question.choices.push_back({std::string(kTap) + ticket.code + ":" + std::to_string(score),
                                turn.text("survey." + std::to_string(score)),
                                {}});
  }
  turn.ask(std::move(question));
  if (Idle* idle = turn.idle())
    idle->awaiting = Awaiting{Awaited::Score, ticket.code, turn.context.now + kScoreAwaited};
}

struct Typed {
  int score = 0;
  std::string remark;
};

/// "4", "4/5", "5 stelle, bravissimi", "due": a score at the beginning; what follows is a remark.
std::optional<Typed> typed_score(const std::string& text) {
  const std::string said = trim_ends(text);
  const std::size_t end = said.find_first_of(" ,.;:!/-\n");
  const auto number = typed_number(said.substr(0, end));
  if (!number || *number < 1 || *number > kScores) return std::nullopt;
  if (end == std::string::npos) return Typed{*number, {}};
  std::string rest = trim_ends(said.substr(end));
  bool marked = !rest.empty() && rest.front() != ' ' && said[end] != ' ' && said[end] != '\n';
  for (const std::string_view filler :
       {"/5", "/ 5", "su 5", "su cinque", "out of 5", "of 5", "stelle", "stella", "stars", "star", "punti"}) {
    if (!fold(rest).starts_with(filler)) continue;
    rest = trim_ends(rest.substr(filler.size()));
    marked = true;
    break;
  }
  if (!marked && !rest.empty()) return std::nullopt;
  const std::size_t begin = rest.find_first_not_of(" ,.;:!/-\n");
  return Typed{*number, begin == std::string::npos ? std::string{} : rest.substr(begin)};
}

bool is_low(const Turn& turn, int score) {
  return score <= turn.business().policies.survey_low_score;
}

void keep_score(Turn& turn, const TicketFacts& ticket, int score, const std::string& remark) {
  turn.about(ticket.code);
  if (!ticket.survey || ticket.survey->scored || !ticket.survey->open) {
    turn.say_text(ticket.survey && ticket.survey->scored ? "survey.already" : "survey.over");
  } else {
    turn.add(KeepScore{ticket.code, score});
    turn.say_text(is_low(turn, score) ? "survey.low" : "survey.thanks_score");
    if (remark.empty() && turn.idle() != nullptr && !turn.context.operator_writes) {
      turn.ask({turn.text("survey.comment"), {}, {}, false});
      turn.idle()->awaiting = Awaiting{Awaited::Comment, ticket.code, turn.context.now + kCommentAwaited};
      return;
    }
    if (!remark.empty()) turn.add(KeepComment{ticket.code, remark});
  }
  if (Idle* idle = turn.idle()) idle->awaiting.reset();
  if (turn.form() != nullptr) repeat_question(turn);
}

bool declines(const std::string& text) {
  const auto command = typed_command(text);
  return (command && command->command == Command::Skip) || typed_yes_or_no(text) == YesOrNo::No;
}

void hear_comment(Turn& turn, const std::string& code, const std::string& text) {
  turn.idle()->awaiting.reset();
  turn.about(code);
  if (declines(text)) return turn.say_text("survey.no_comment");
  if (!has_letters_or_digits(text)) return turn.stay_silent("thanks: nothing to answer");
  turn.add(KeepComment{code, text});
  turn.say_text("survey.thanks");
}

}  // namespace

bool survey_is_due(const Turn& turn, const TicketFacts& ticket) {
  return turn.business().policies.survey && ticket.survey && ticket.survey->open && !ticket.survey->asked &&
         !ticket.survey->scored;
}

void ask_survey(Turn& turn, const TicketFacts& ticket) {
  turn.add(SurveyAsked{ticket.code});
  if (!turn.business().policies.survey_link.empty()) {
    return turn.say_text("survey.link", {{"link", turn.business().policies.survey_link}});
  }
  ask_score(turn, "survey.ask", ticket);
}

bool hear_score_tap(Turn& turn, const Tapped& tap) {
  if (!tap.id.starts_with(kTap)) return false;
  const std::string payload = tap.id.substr(kTap.size());
  const auto colon = payload.rfind(':');
  if (colon == std::string::npos || payload.size() != colon + 2) return false;
  const int score = payload.back() - '0';
  const TicketFacts* ticket = turn.ticket(payload.substr(0, colon));
  if (ticket == nullptr || score < 1 || score > kScores) return false;
  keep_score(turn, *ticket, score, {});
  return true;
}

bool hear_survey_answer(Turn& turn, const std::string& text, const Understanding& read) {
  const std::optional<Awaiting> awaiting = turn.idle()->awaiting;
  if (!awaiting || turn.said_at >= awaiting->until) return false;
  const TicketFacts* ticket = turn.ticket(awaiting->ticket);
  if (ticket == nullptr) return false;
  if (awaiting->what == Awaited::Comment) {
    if (is_surely_digression(read, text) && text.find('?') != std::string::npos) return false;
    hear_comment(turn, ticket->code, text);
    return true;
  }
  if (awaiting->what != Awaited::Score) return false;
  for (int score = 1; score <= kScores; ++score) {
    if (bare(text) != bare(turn.text("survey." + std::to_string(score)))) continue;
    keep_score(turn, *ticket, score, {});
    return true;
  }
  if (const auto typed = typed_score(text)) {
    keep_score(turn, *ticket, typed->score, typed->remark);
    return true;
  }
  // The buttons of the closing, typed after it, are heard as those.
  const bool verdict = spelled_like(text, turn.text("closure.ok")) || spelled_like(text, turn.text("closure.reopen"));
  const bool says_something_else = verdict || is_digression(read) || read.intent == Intent::TicketOpen ||
                                   read.intent == Intent::TicketReopen || read.intent == Intent::OptOut ||
                                   read.intent == Intent::Greeting;
  if (says_something_else) return false;
  turn.about(ticket->code);
  if (acknowledges(text) || declines(text)) {
    turn.stay_silent("thanks: nothing to answer");
    return true;
  }
  turn.add(KeepComment{ticket->code, text});
  ask_score(turn, "survey.score_too", *ticket);
  return true;
}

}  // namespace sportello::flows
