/// Reads a typed text as the answer to a field.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "flows/business/form.h"
#include "flows/core/language.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// Why a text is no answer.
enum class Misfit { Empty, TooShort, TooLong, NotAChoice, NotAnEmail, NotAPhone, HiddenNumber, NotADate, NotANumber };
/// The catalogue's sentence for it.
std::string_view text_key(Misfit misfit);

/// What reading an answer needs to know beside the text.
struct AnswerContext {
  Language language = Language::It;
  Instant now{};
  const Zone& zone;
  std::string own_number;  ///< digits of the WhatsApp number; empty when it is hidden
  std::string region = "IT";
};

/// Values, shown text and note; source, message and time are the caller's.
std::variant<Answer, Misfit> parse_answer(const Field& field, std::string_view text, const AnswerContext& context);

/// The answer that choosing this option gives.
Answer answer_of(const Option& option, Language language);
/// The answer "this number".
std::optional<Answer> own_number_answer(const AnswerContext& context);
/// A field's options; those of a yes/no field without its own are yes and no.
const std::vector<Option>& options_of(const Field& field);

}  // namespace sportello::flows
