/// What the work on a ticket costs (L9, L23): integer cents, explained line by line. Pure; the operator decides what is
/// invoiced, customers are never quoted a final figure (A9).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/language.h"
#include "flows/wording/texts.h"

namespace sportello::flows {

/// Time spent, by intervention: entries of the same number are added up before anything is charged.
struct TimeEntry {
  int intervention = 1;
  std::chrono::minutes spent{};
};

/// How the time beyond the included hour is charged: A9 leaves it open, so both are computed.
enum class Excess {
  MinimumAgain,  ///< as work of its own: the minimum counts again
  StepsOnly,     ///< by steps: the included time has served as the minimum
};
/// "minimum_again", "steps_only".
const char* name_of(Excess excess);

/// Under which terms a ticket was opened; they stay with it when rates change (L39).
struct CostTerms {
  std::optional<Rate> rate;                      ///< none: the business publishes no price (B16)
  bool covered = false;                          ///< a plan covers the work
  std::optional<std::chrono::minutes> included;  ///< of covered work for one intervention; none: no limit
};

struct CostLine {
  int intervention = 1;
  std::chrono::minutes spent{};
  std::chrono::minutes included{};
  std::chrono::minutes charged{};  ///< rounded up to the minimum and the steps
  long cents = 0;
};

struct Cost {
  std::vector<CostLine> lines;  ///< by intervention
  long net = 0;
  long vat = 0;  ///< on the whole, rounded half up
  long gross() const { return net + vat; }
};

/// The time that `minutes` of charged work count as: nothing for 0, else the minimum, then whole steps.
std::chrono::minutes charged_time(std::chrono::minutes minutes, const Rate& rate, bool minimum_applies);

/// Without a rate every line costs nothing and only tells the time.
Cost cost_of(const std::vector<TimeEntry>& entries, const CostTerms& terms, Excess excess);

/// One sentence for each line and one for the total, for the operator.
std::vector<std::string> explain(const Cost& cost, const CostTerms& terms, const Texts& texts, Language language);

/// The included time's alerts that going from `before` to `after` passes: at three quarters of it and at all of it
/// (L9: 45 and 60 minutes). Empty without a limit.
std::vector<std::chrono::minutes> alerts_passed(std::chrono::minutes before, std::chrono::minutes after,
                                                std::optional<std::chrono::minutes> included);

}  // namespace sportello::flows
