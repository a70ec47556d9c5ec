#include "flows/dialogue/answer_parsing.h"

#include <algorithm>
#include <cctype>

#include "flows/core/text.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/phone.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {
namespace {

using Parsed = std::variant<Answer, Misfit>;

Answer plain_answer(std::string value) {
  Answer answer;
  answer.shown = value;
  answer.values.push_back(std::move(value));
  return answer;
}

/// True when `words` stand in `text` as whole words.
bool contains_words(const std::string& text, const std::string& words) {
  if (words.empty()) return false;
  const std::string padded = " " + text + " ";
  return padded.find(" " + words + " ") != std::string::npos;
}

std::optional<Answer> unsure_answer(const Field& field, std::string_view text, Language language) {
  const std::string typed = bare(text);
  if (typed.empty() || std::count(typed.begin(), typed.end(), ' ') > 7) return std::nullopt;
  for (const Localized& phrase : field.unsure) {
    if (contains_words(typed, bare(phrase.it)) || contains_words(typed, bare(phrase.en))) {
      Answer answer = plain_answer(field.unsure.front().in(language));
      answer.unsure = true;
      return answer;
    }
  }
  return std::nullopt;
}

/// "mi chiamo Anna Verdi" is "Anna Verdi".
std::string name_alone(const std::string& text) {
  const std::string folded = fold(text);
  for (const std::string_view before : {"mi chiamo ", "il mio nome e ", "io sono ", "sono ", "my name is ", "i am ", "i'm "}) {
    if (folded.starts_with(before) && folded.size() == text.size()) return trim(text.substr(before.size()));
  }
  return text;
}

Parsed parse_text(const Field& field, std::string_view text) {
  std::string cleaned = trim_ends(clean_text(text));
  if (field.prefill == Prefill::Name) cleaned = name_alone(cleaned);
  if (!has_letters_or_digits(cleaned)) return Misfit::Empty;
  if (length(cleaned) > field.max_length) return Misfit::TooLong;
  if (count_letters_and_digits(cleaned) < field.min_letters) return Misfit::TooShort;
  return plain_answer(std::move(cleaned));
}

/// How well a typed text names an option: 0 not at all, higher is better.
int closeness(const Option& option, const std::string& typed) {
  int best = 0;
  const auto compare = [&](const std::string& name, int exact, int inside) {
    const std::string meant = bare(name);
    if (meant.empty()) return;
    if (typed == meant) {
      best = std::max(best, exact);
    } else if (contains_words(typed, meant)) {
      best = std::max(best, inside + static_cast<int>(meant.size()));
    } else if (typed.size() >= 4 && contains_words(meant, typed)) {
      best = std::max(best, 30 + static_cast<int>(typed.size()));
    } else if (meant.size() >= 4) {
      const int limit = meant.size() >= 8 ? 2 : 1;
      const int distance = edit_distance(typed, meant, limit);
      if (distance <= limit) best = std::max(best, 60 - distance);
    }
  };
  compare(option.title.it, 1000, 100);
  compare(option.title.en, 1000, 100);
  compare(option.id, 900, 0);
  for (const std::string& synonym : option.synonyms) compare(synonym, 950, 90);
  return best;
}

Parsed parse_choice(const Field& field, std::string_view text, Language language) {
  const std::vector<Option>& options = options_of(field);
  if (const auto number = typed_number(text)) {
    if (*number >= 1 && *number <= static_cast<int>(options.size())) {
      return answer_of(options[static_cast<std::size_t>(*number - 1)], language);
    }
    return Misfit::NotAChoice;
  }
  const std::string typed = bare(text);
  const Option* best = nullptr;
  int best_score = 0;
  bool tie = false;
  for (const Option& option : options) {
    const int score = closeness(option, typed);
    if (score > best_score) {
      best = &option;
      best_score = score;
      tie = false;
    } else if (score == best_score && score > 0) {
      tie = true;
    }
  }
  if (best != nullptr && !tie) return answer_of(*best, language);
  if (field.type == FieldType::YesNo) {
    if (const auto said = typed_yes_or_no(text)) {
      const std::string_view wanted = *said == YesOrNo::Yes ? "yes" : "no";
      for (const Option& option : options) {
        if (option.id == wanted) return answer_of(option, language);
      }
    }
  }
  return Misfit::NotAChoice;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3 || text.size() > 254) return false;
  if (domain.find("..") != std::string_view::npos || text.find("..") < at) return false;
  const auto allowed_local = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view{"!#$%&'*+-/=?^_`{|}~."}.find(static_cast<char>(c)) != std::string_view::npos;
  };
  const auto allowed_domain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), allowed_local) &&
         std::all_of(domain.begin(), domain.end(), allowed_domain);
}

Parsed parse_email(std::string_view text) {
  std::string word;
  const std::string cleaned = clean_text(text) + " ";
  for (const char c : cleaned) {
    if (std::string_view{" \n\t,;:<>()\""}.find(c) == std::string_view::npos) {
      word += c;
      continue;
    }
    while (!word.empty() && (word.back() == '.' || word.back() == '!' || word.back() == '?')) word.pop_back();
    if (is_email(word)) {
      for (char& letter : word) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
      }
      return plain_answer(word);
    }
    word.clear();
  }
  return Misfit::NotAnEmail;
}

/// The note beside "this number": what is left when the words that mean it are gone.
std::string note_beside_this_number(const std::string& typed) {
  std::string rest = " " + typed + " ";
  for (const std::string_view words : {" questo numero ",
                                       " questo qui ",
                                       " questo ",
                                       " stesso numero ",
                                       " lo stesso ",
                                       " stesso ",
                                       " su ",
                                       " al ",
                                       " a ",
                                       " si ",
                                       " ok ",
                                       " va bene ",
                                       " this number ",
                                       " this one ",
                                       " this ",
                                       " same number ",
                                       " the same ",
                                       " same ",
                                       " yes ",
                                       " on ",
                                       " chiamatemi ",
                                       " chiamami ",
                                       " sempre ",
                                       " e ",
                                       " numero "}) {
    for (auto at = rest.find(words); at != std::string::npos; at = rest.find(words))
      rest.replace(at, words.size(), " ");
  }
  return trim(rest);
}

Parsed parse_phone(std::string_view text, const AnswerContext& context) {
  const std::string cleaned = clean_text(text);
  if (auto found = find_phone(cleaned, context.region)) {
    Answer answer = plain_answer(found->e164);
    answer.shown = phone_for_people(found->e164);
    answer.note = shorten(found->rest, 120);
    return answer;
  }
  const std::string typed = bare(cleaned);
  const bool means_own = contains_words(typed, "questo") || contains_words(typed, "stesso") ||
                         contains_words(typed, "this") || contains_words(typed, "same") ||
                         typed_yes_or_no(cleaned) == YesOrNo::Yes;
  if (!means_own) return Misfit::NotAPhone;
  auto own = own_number_answer(context);
  if (!own) return Misfit::HiddenNumber;
  own->note = shorten(note_beside_this_number(typed), 120);
  return *own;
}

Parsed parse_date_answer(std::string_view text, const AnswerContext& context) {
  const Understanding read = understand(text, context.now, context.zone, context.language);
  if (!read.when || read.when->kind != WhenKind::Days || !read.when->from || read.when->from != read.when->to) {
    return Misfit::NotADate;
  }
  Date date = *read.when->from;
  // Forms ask for days that have been ("when did you buy it?"): a date without a year is the last one.
  const Date today = context.zone.to_local(context.now).date;
  const bool year_said = digits_of(text).size() > 4;
  if (!year_said && days_between(today, date) > 0) {
    const Date earlier{date.year() - std::chrono::years{1}, date.month(), date.day()};
    if (earlier.ok()) date = earlier;
  }
  Answer answer;
  answer.values.push_back(iso_date(date));
  answer.shown = std::to_string(static_cast<unsigned>(date.day())) + "/" +
                 std::to_string(static_cast<unsigned>(date.month())) + "/" +
                 std::to_string(static_cast<int>(date.year()));
  return answer;
}

Parsed parse_amount(std::string_view text) {
  std::string number;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number += c;
    } else if (!number.empty()) {
      break;
    }
  }
  if (number.empty()) {
    const auto worded = typed_number(text);
    if (!worded) return Misfit::NotANumber;
    number = std::to_string(*worded);
  }
  if (number.size() > 9) return Misfit::NotANumber;
  return plain_answer(std::to_string(std::stol(number)));
}

const std::vector<Option>& yes_and_no() {
  static const std::vector<Option> options = {
      Option{"yes", {"Sì", "Yes"}, {}, {}, {}, {}},
      Option{"no", {"No", "No"}, {}, {}, {}, {}},
  };
  return options;
}

}  // namespace

std::string_view text_key(Misfit misfit) {
  switch (misfit) {
    case Misfit::Empty:
      return "form.needs_words";
    case Misfit::TooShort:
      return "form.too_short";
    case Misfit::TooLong:
      return "form.too_long";
    case Misfit::NotAChoice:
      return "form.choose_one";
    case Misfit::NotAnEmail:
      return "form.not_email";
    case Misfit::NotAPhone:
      return "form.not_phone";
    case Misfit::HiddenNumber:
      return "contact.ask_number";
    case Misfit::NotADate:
      return "form.not_date";
    case Misfit::NotANumber:
      return "form.not_amount";
  }
  return "form.needs_words";
}

Answer answer_of(const Option& option, Language language) {
  Answer answer;
  answer.values.push_back(option.id);
  answer.shown = option.title.in(language);
  return answer;
}

std::optional<Answer> own_number_answer(const AnswerContext& context) {
  if (context.own_number.empty()) return std::nullopt;
  Answer answer = plain_answer("+" + context.own_number);
  answer.shown = phone_for_people(answer.values.front());
  return answer;
}

const std::vector<Option>& options_of(const Field& field) {
  if (field.type == FieldType::YesNo && field.options.empty()) return yes_and_no();
  return field.options;
}

Parsed parse_answer(const Field& field, std::string_view text, const AnswerContext& context) {
  if (auto unsure = unsure_answer(field, text, context.language)) return *unsure;
  switch (field.type) {
    case FieldType::Choice:
    case FieldType::YesNo:
      return parse_choice(field, text, context.language);
    case FieldType::Email:
      return parse_email(text);
    case FieldType::Phone:
      return parse_phone(text, context);
    case FieldType::Day:
      return parse_date_answer(text, context);
    case FieldType::Amount:
      return parse_amount(text);
    case FieldType::Text:
    case FieldType::UrlOrName:
    case FieldType::Items:
      return parse_text(field, text);
    case FieldType::Consent:
      return Misfit::NotAChoice;
  }
  return Misfit::Empty;
}

}  // namespace sportello::flows
