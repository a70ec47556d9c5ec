/// Whether words describe what is wrong. Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// Fewer letters than this, beside politeness, describe nothing.
inline constexpr std::size_t kLettersOfADescription = 8;

/// What is left of a text without greetings and the wish for help: empty when it describes nothing.
std::string problem_in(const std::string& text);

/// True when a text can only be a description, whatever was asked: "da lunedì il gestionale non si apre", which is
/// nobody's name.
bool tells_a_problem(const Understanding& read, const std::string& text);

}  // namespace sportello::flows
