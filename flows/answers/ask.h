/// What the desk would answer to one message of somebody it knows nothing of but the plan: `sportello ask`. Joins
/// understanding, calendar and the business's own answers; no conversation, no ticket.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "flows/answers/hours_answer.h"
#include "flows/business/business.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

struct DeskAnswer {
  Understanding read;
  std::optional<HoursAnswer> hours;  ///< when hours or holidays were asked about
  std::string reply;                 ///< one bubble: the first wish, then the further ones
};

/// `plan` is a plan's id or "none"; empty when it is not known.
DeskAnswer ask(const Business& business, std::string_view text, Instant at, const std::optional<std::string>& plan = {},
               Explain explain = Explain::No);

/// The fields of `ask --json`, in their order. Beside the contract's: `closed`, the days asked about on which nothing
/// opens, and with clues `confidence` and `clues`.
nlohmann::ordered_json to_json(const DeskAnswer& answer, const Business& business);

}  // namespace sportello::flows
