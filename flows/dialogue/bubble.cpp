#include "flows/dialogue/bubble.h"

#include <algorithm>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

std::string joined(const std::vector<std::string>& paragraphs, const std::string& question) {
  std::string text;
  const auto add = [&text](const std::string& paragraph) {
    if (paragraph.empty()) return;
    if (!text.empty()) text += "\n\n";
    text += paragraph;
  };
  for (const std::string& paragraph : paragraphs) add(paragraph);
  add(question);
  return text;
}

bool fits_buttons(const std::vector<Choice>& choices) {
  return choices.size() <= limits::kButtons && std::all_of(choices.begin(), choices.end(), [](const Choice& choice) {
           return length(choice.title) <= limits::kButtonTitle && choice.description.empty();
         });
}

}  // namespace

MessageContent bubble(const std::vector<std::string>& paragraphs, const Question& question) {
  std::string text = joined(paragraphs, question.text);
  const bool interactive = length(text) <= limits::kInteractiveBody;
  if (question.wants_contact && interactive) return ContactRequestMessage{std::move(text)};
  if (question.choices.empty()) return TextMessage{std::move(text), false};
  if (interactive && fits_buttons(question.choices)) return ButtonsMessage{std::move(text), question.choices, {}};
  if (interactive && question.choices.size() <= limits::kRows) {
    return ListMessage{std::move(text), question.list_button, question.choices, {}};
  }
  int number = 0;
  text += "\n";
  for (const Choice& choice : question.choices) text += "\n" + std::to_string(++number) + ". " + choice.title;
  return TextMessage{std::move(text), false};
}

}  // namespace sportello::flows
