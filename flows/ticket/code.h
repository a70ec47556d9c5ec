/// Ticket codes: "LEO-7K3M-Q". Short, without letters that look alike, and with a character that tells a mistyped code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

/// The code of the business's nth ticket (n from 1). Different numbers give different codes; neighbours look unrelated.
/// Four characters carry the first 1,048,575 tickets, six the ones after them.
std::string ticket_code(std::string_view prefix, std::int64_t number);

/// The code as it is stored, when `text` is one however it was typed ("leo 7k3m q", "LEO7K3MQ", O for 0, L for 1).
/// Nothing when the check character is wrong.
std::optional<std::string> parse_ticket_code(std::string_view text, std::string_view prefix);

/// Every code of that prefix in a longer text, in order.
std::vector<std::string> ticket_codes_in(std::string_view text, std::string_view prefix);

}  // namespace sportello::flows
