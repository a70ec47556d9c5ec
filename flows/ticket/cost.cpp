#include "flows/ticket/cost.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace sportello::flows {
namespace {

using std::chrono::minutes;

constexpr long kMinutesPerHour = 60;

std::string euros(long cents, Language language) {
  return fmt::format("{}{}{:02}", cents / 100, language == Language::It ? ',' : '.', cents % 100);
}

std::string count(minutes time) {
  return std::to_string(time.count());
}

}  // namespace

const char* name_of(Excess excess) {
  return excess == Excess::MinimumAgain ? "minimum_again" : "steps_only";
}

minutes charged_time(minutes time, const Rate& rate, bool minimum_applies) {
  if (time <= minutes{0}) return minutes{0};
  const minutes floor = minimum_applies ? rate.minimum : minutes{0};
  if (time <= floor) return floor;
  const minutes step = std::max(rate.step, minutes{1});
  const auto steps = (time - floor + step - minutes{1}) / step;
  return floor + steps * step;
}

Cost cost_of(const std::vector<TimeEntry>& entries, const CostTerms& terms, Excess excess) {
  std::map<int, minutes> spent;
  for (const TimeEntry& entry : entries) spent[entry.intervention] += entry.spent;
  Cost cost;
  for (const auto& [intervention, time] : spent) {
    CostLine line{.intervention = intervention, .spent = time};
    if (terms.covered) line.included = std::min(time, terms.included.value_or(time));
    if (terms.rate) {
      const bool minimum = line.included == minutes{0} || excess == Excess::MinimumAgain;
      line.charged = charged_time(time - line.included, *terms.rate, minimum);
      line.cents = (line.charged.count() * terms.rate->cents_per_hour + kMinutesPerHour / 2) / kMinutesPerHour;
    }
    cost.net += line.cents;
    cost.lines.push_back(line);
  }
  if (terms.rate) cost.vat = (cost.net * terms.rate->vat_percent + 50) / 100;
  return cost;
}

std::vector<std::string> explain(const Cost& cost, const CostTerms& terms, const Texts& texts, Language language) {
  std::vector<std::string> lines;
  for (const CostLine& line : cost.lines) {
    Params params{{"number", std::to_string(line.intervention)}, {"spent", count(line.spent)}};
    if (line.included > minutes{0}) params["included"] = count(line.included);
    if (line.charged > minutes{0}) {
      params["charged"] = count(line.charged);
      params["per_hour"] = euros(terms.rate->cents_per_hour, language);
      params["amount"] = euros(line.cents, language);
    }
    lines.push_back(texts.say("cost.line", language, params));
  }
  if (lines.empty()) {
    lines.push_back(texts.say("cost.no_time", language, {}));
  } else if (!terms.rate) {
    lines.push_back(texts.say("cost.no_rate", language, {}));
  } else {
    lines.push_back(texts.say("cost.total", language,
                              {{"net", euros(cost.net, language)},
                               {"percent", std::to_string(terms.rate->vat_percent)},
                               {"vat", euros(cost.vat, language)},
                               {"gross", euros(cost.gross(), language)}}));
  }
  return lines;
}

std::vector<minutes> alerts_passed(minutes before, minutes after, std::optional<minutes> included) {
  std::vector<minutes> passed;
  if (!included) return passed;
  for (const minutes mark : {*included * 3 / 4, *included}) {
    if (before < mark && after >= mark) passed.push_back(mark);
  }
  return passed;
}

}  // namespace sportello::flows
