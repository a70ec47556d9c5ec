/// Words that steer the conversation at every step: back, correct, cancel, a person, the menu.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sportello::flows {

enum class Command {
  Back,
  Correct,
  Cancel,
  Resume,
  Person,
  Menu,
  SendForm,
  Skip,
  Privacy,
  Stop,
  Start,  ///< the business may write of its own accord again
  Urgent,
};

struct TypedCommand {
  Command command = Command::Menu;
  int number = 0;        ///< "correggi 3"; 0 when none was given
  std::string argument;  ///< "correggi il telefono": the folded words after the command
};

/// The command a message consists of, in either language; nothing for anything longer. Typing mistakes of one letter
/// are forgiven in words of six letters and more.
std::optional<TypedCommand> typed_command(std::string_view text);

/// "2", "due", "la seconda", "n. 2": a choice by its number, from 1. Nothing for other texts.
std::optional<int> typed_number(std::string_view text);

enum class YesOrNo { Yes, No };
/// Short agreements and refusals in either language, alone or politely ("sì grazie", "no, va bene così").
std::optional<YesOrNo> typed_yes_or_no(std::string_view text);

/// A button's label, typed instead of tapped, with a slip of the thumb at most.
bool spelled_like(std::string_view text, std::string_view label);

/// Folded, without punctuation and emoji at the ends, single spaces: what the above compare.
std::string bare(std::string_view text);
/// Levenshtein distance in bytes, at most `limit` + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);

}  // namespace sportello::flows
