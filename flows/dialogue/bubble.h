/// One outgoing bubble put together from paragraphs and, at its end, one question with its choices.
#pragma once

#include <string>
#include <vector>

#include "flows/core/language.h"
#include "flows/wording/message.h"

namespace sportello::flows {

struct Question {
  std::string text;
  std::vector<Choice> choices;  ///< none: a free answer
  std::string list_button;
  bool wants_contact = false;  ///< asks to share the telephone number
};

/// Up to three short titles become buttons, up to ten a list. A text too long for either travels whole, with its
/// choices numbered: nothing of what is said is cut to make room for a button.
MessageContent bubble(const std::vector<std::string>& paragraphs, const Question& question);

}  // namespace sportello::flows
