#include "flows/dialogue/turn.h"

#include <algorithm>

#include "flows/dialogue/facts.h"
#include "flows/dialogue/questions.h"
#include "flows/wording/dates.h"

namespace sportello::flows {

std::string Turn::text(std::string_view key, const Params& params) const {
  Params all = params;
  all.emplace("business", business().name);
  return business().texts.say(key, language(), all);
}

void Turn::say(std::string paragraph) {
  if (!paragraph.empty()) paragraphs_.push_back(std::move(paragraph));
}

void Turn::ask(Question question) {
  question_ = std::move(question);
}

const TicketFacts* Turn::ticket(std::string_view code) const {
  const auto found =
      std::ranges::find_if(context.tickets, [&](const TicketFacts& one) { return is_called(one, code); });
  return found == context.tickets.end() ? nullptr : &*found;
}

AnswerContext Turn::answer_context() const {
  return {language(), context.now, business().calendar.zone, context.person.wa_number};
}

void Turn::announce(Purpose purpose, Params params) {
  if (speaks()) return;
  purpose_ = purpose;
  params_ = std::move(params);
}

void Turn::say_out_of_hours_once() {
  if (purpose_ != Purpose::Answer) return;
  const Attendance now = attendance(context);
  if (now.open) {
    next.closed_period.clear();
    return;
  }
  if (now.period.empty() || now.period == next.closed_period) return;
  next.closed_period = now.period;
  if (hours_told_ || !now.next_opening) return;
  const Zone& zone = business().calendar.zone;
  Params params{{"next_opening", moment_in_words(*now.next_opening, context.now, zone, language())}};
  if (now.holiday != nullptr) params["holiday"] = now.holiday->name.in(language());
  // What opens first may not be for everything: at the weekend only what stops the work (A1).
  const auto note = business().service_notes.find(now.service->id);
  const bool limited = now.service != &business().calendar.services.front() && note != business().service_notes.end();
  if (limited) {
    paragraphs_.insert(paragraphs_.begin(), render(note->second.in(language()), business_params(context, language())));
  }
  paragraphs_.insert(paragraphs_.begin(),
                     text(now.holiday != nullptr ? "closed.notice_holiday" : "closed.notice", params));
}

Step Turn::finish() && {
  if (speaks()) {
    say_out_of_hours_once();
    if (!greeting_.empty()) paragraphs_.insert(paragraphs_.begin(), std::move(greeting_));
    if (Idle* now_idle = idle()) {
      now_idle->offered.clear();
      for (const Choice& choice : question_.value_or(Question{}).choices) {
        now_idle->offered.push_back({choice.id, choice.title, {}});
      }
    }
    OutgoingMessage message{bubble(paragraphs_, question_.value_or(Question{})), purpose_, std::nullopt};
    if (answering_) effects_.insert(effects_.begin(), MarkRead{*answering_, false});
    effects_.push_back(Send{fit(std::move(message)), std::move(ticket_), std::move(params_)});
  } else if (!silence_.empty()) {
    effects_.push_back(NoAnswer{silence_});
  }
  return {std::move(next), std::move(effects_)};
}

}  // namespace sportello::flows
