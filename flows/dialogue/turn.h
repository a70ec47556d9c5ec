/// What one step gathers before it answers: the next conversation, effects, and the single bubble of the turn.
/// Internal to flows/dialogue.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/dialogue/answer_parsing.h"
#include "flows/dialogue/bubble.h"
#include "flows/dialogue/step.h"

namespace sportello::flows {

class Turn {
 public:
  Turn(const Conversation& conversation, const Context& given)
      : next(conversation), context(given), said_at(given.now) {}

  Conversation next;
  const Context& context;
  Instant said_at;  ///< when the customer wrote: what counts for a deadline

  const Business& business() const { return context.business; }
  Language language() const { return next.language; }
  std::string text(std::string_view key, const Params& params = {}) const;

  /// Adds a paragraph to the turn's bubble.
  void say(std::string paragraph);
  void say_text(std::string_view key, const Params& params = {}) { say(text(key, params)); }
  /// Adds the paragraph that comes before everything else, the out-of-hours notice included.
  void greet(std::string paragraph) { greeting_ = std::move(paragraph); }
  /// Sets the question that ends the bubble; the last one set is the one asked.
  void ask(Question question);
  void add(Effect effect) { effects_.push_back(std::move(effect)); }
  /// Nothing is answered, and why. Ignored when something is said after all.
  void stay_silent(std::string reason) { silence_ = std::move(reason); }

  Filling* form() { return std::get_if<Filling>(&next.mode); }
  Idle* idle() { return std::get_if<Idle>(&next.mode); }

  /// The message this turn answers, for the blue ticks.
  void answering(const Wamid& message) { answering_ = message; }
  /// The out-of-hours sentence has been said in another way this turn.
  void hours_were_told() { hours_told_ = true; }

  /// The bubble speaks of this ticket.
  void about(std::string code) { ticket_ = std::move(code); }
  /// The business writes of its own accord: no blue ticks, no word about opening hours. `params` say the same in
  /// another way. Without effect on a turn that answers something.
  void announce(Purpose purpose, Params params);

  bool speaks() const { return !greeting_.empty() || !paragraphs_.empty() || question_.has_value(); }
  const std::vector<Effect>& effects() const { return effects_; }

  /// The customer's ticket of that code; null when there is none.
  const TicketFacts* ticket(std::string_view code) const;
  AnswerContext answer_context() const;
  /// Composes the bubble, with the out-of-hours notice in front where it is due.
  Step finish() &&;

 private:
  void say_out_of_hours_once();

  std::string greeting_;
  std::vector<std::string> paragraphs_;
  std::optional<Question> question_;
  std::vector<Effect> effects_;
  std::string silence_;
  std::optional<Wamid> answering_;
  std::string ticket_;
  Purpose purpose_ = Purpose::Answer;
  Params params_;
  bool hours_told_ = false;
};

}  // namespace sportello::flows
