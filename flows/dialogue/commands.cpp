#include "flows/dialogue/commands.h"

#include <algorithm>
#include <array>
#include <vector>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

struct Spelling {
  std::string_view words;
  Command command;
};

constexpr std::array kCommands = {
    Spelling{"indietro", Command::Back},
    Spelling{"torna indietro", Command::Back},
    Spelling{"precedente", Command::Back},
    Spelling{"back", Command::Back},
    Spelling{"go back", Command::Back},
    Spelling{"annulla", Command::Cancel},
    Spelling{"annullare", Command::Cancel},
    Spelling{"annulla tutto", Command::Cancel},
    Spelling{"annulla la richiesta", Command::Cancel},
    Spelling{"lascia perdere", Command::Cancel},
    Spelling{"lascia stare", Command::Cancel},
    Spelling{"cancel", Command::Cancel},
    Spelling{"never mind", Command::Cancel},
    Spelling{"nevermind", Command::Cancel},
    Spelling{"riprendi", Command::Resume},
    Spelling{"riprendere", Command::Resume},
    Spelling{"resume", Command::Resume},
    Spelling{"operatore", Command::Person},
    Spelling{"operatrice", Command::Person},
    Spelling{"persona", Command::Person},
    Spelling{"una persona", Command::Person},
    Spelling{"umano", Command::Person},
    Spelling{"parla con noi", Command::Person},
    Spelling{"parlare con una persona", Command::Person},
    Spelling{"parlare con un operatore", Command::Person},
    Spelling{"operator", Command::Person},
    Spelling{"agent", Command::Person},
    Spelling{"human", Command::Person},
    Spelling{"a person", Command::Person},
    Spelling{"menu", Command::Menu},
    Spelling{"aiuto", Command::Menu},
    Spelling{"opzioni", Command::Menu},
    Spelling{"help", Command::Menu},
    Spelling{"options", Command::Menu},
    Spelling{"invia", Command::SendForm},
    Spelling{"inviare", Command::SendForm},
    Spelling{"invia la richiesta", Command::SendForm},
    Spelling{"invia pure", Command::SendForm},
    Spelling{"manda", Command::SendForm},
    Spelling{"accetto", Command::SendForm},
    Spelling{"accetto e invio", Command::SendForm},
    Spelling{"send", Command::SendForm},
    Spelling{"send it", Command::SendForm},
    Spelling{"i accept", Command::SendForm},
    Spelling{"salta", Command::Skip},
    Spelling{"skip", Command::Skip},
    Spelling{"privacy", Command::Privacy},
    Spelling{"cancella i miei dati", Command::Privacy},
    Spelling{"cancellate i miei dati", Command::Privacy},
    Spelling{"delete my data", Command::Privacy},
    Spelling{"stop", Command::Stop},
    Spelling{"basta messaggi", Command::Stop},
    Spelling{"unsubscribe", Command::Stop},
    Spelling{"start", Command::Start},
    Spelling{"subscribe", Command::Start},
    Spelling{"riattiva", Command::Start},
    Spelling{"riattiva messaggi", Command::Start},
    Spelling{"urgente", Command::Urgent},
    Spelling{"e urgente", Command::Urgent},
    Spelling{"urgent", Command::Urgent},
};

constexpr std::array kCorrections = {std::string_view{"correggi"},   std::string_view{"correggere"},
                                     std::string_view{"correzione"}, std::string_view{"modifica"},
                                     std::string_view{"cambia"},     std::string_view{"correct"},
                                     std::string_view{"change"},     std::string_view{"edit"}};

constexpr std::array kNumbers = {
    std::array<std::string_view, 6>{"uno", "una", "primo", "prima", "one", "first"},
    std::array<std::string_view, 6>{"due", "secondo", "seconda", "two", "second", "2a"},
    std::array<std::string_view, 6>{"tre", "terzo", "terza", "three", "third", "3a"},
    std::array<std::string_view, 6>{"quattro", "quarto", "quarta", "four", "fourth", "4a"},
    std::array<std::string_view, 6>{"cinque", "quinto", "quinta", "five", "fifth", "5a"},
    std::array<std::string_view, 6>{"sei", "sesto", "sesta", "six", "sixth", "6a"},
    std::array<std::string_view, 6>{"sette", "settimo", "settima", "seven", "seventh", "7a"},
    std::array<std::string_view, 6>{"otto", "ottavo", "ottava", "eight", "eighth", "8a"},
    std::array<std::string_view, 6>{"nove", "nono", "nona", "nine", "ninth", "9a"},
    std::array<std::string_view, 6>{"dieci", "decimo", "decima", "ten", "tenth", "10a"},
};

constexpr std::array kBeforeNumber = {
    std::string_view{"la "},      std::string_view{"il "},     std::string_view{"numero "},
    std::string_view{"n "},       std::string_view{"n. "},     std::string_view{"the "},
    std::string_view{"opzione "}, std::string_view{"number "}, std::string_view{"option "}};

constexpr std::array kYes = {"si",
                             "sii",
                             "siii",
                             "s",
                             "yes",
                             "y",
                             "yep",
                             "yeah",
                             "certo",
                             "certamente",
                             "esatto",
                             "ok",
                             "okay",
                             "va bene",
                             "perfetto",
                             "giusto",
                             "corretto",
                             "tutto giusto",
                             "tutto ok",
                             "confermo",
                             "confermato",
                             "d'accordo",
                             "sure",
                             "correct",
                             "right",
                             "confirm",
                             "assolutamente si",
                             "si certo",
                             "si confermo",
                             "si va bene",
                             "si esatto",
                             "ok va bene",
                             "va benissimo",
                             "si tutto giusto",
                             "that's right",
                             "of course",
                             "fatto",
                             "gia fatto",
                             "si fatto",
                             "👍"};
constexpr std::array kNo = {"no",
                            "noo",
                            "nooo",
                            "n",
                            "nope",
                            "per niente",
                            "non ancora",
                            "not yet",
                            "basta",
                            "basta cosi",
                            "nient'altro",
                            "niente altro",
                            "niente",
                            "nessuno",
                            "nessuna",
                            "nulla",
                            "none",
                            "nessun altro",
                            "non serve",
                            "no basta",
                            "no niente",
                            "no va bene cosi",
                            "va bene cosi",
                            "nothing else",
                            "that's all",
                            "no that's all",
                            "sbagliato",
                            "non e giusto",
                            "wrong",
                            "no non ancora"};

constexpr std::array kPolite = {std::string_view{" grazie mille"}, std::string_view{" grazie"},
                                std::string_view{" per favore"},   std::string_view{" perfavore"},
                                std::string_view{" please"},       std::string_view{" thanks"},
                                std::string_view{" thank you"}};

std::string without_politeness(std::string text) {
  for (const auto polite : kPolite) {
    if (text.size() > polite.size() && text.ends_with(polite)) text.resize(text.size() - polite.size());
  }
  return text;
}

bool spelled(std::string_view typed, std::string_view meant) {
  if (typed == meant) return true;
  return meant.size() >= 6 && edit_distance(typed, meant, 1) <= 1;
}

std::optional<TypedCommand> correction(const std::string& text) {
  const std::size_t space = text.find(' ');
  const std::string verb = text.substr(0, space);
  const bool found =
      std::any_of(kCorrections.begin(), kCorrections.end(), [&](std::string_view word) { return spelled(verb, word); });
  if (!found) return std::nullopt;
  TypedCommand command{Command::Correct, 0, {}};
  if (space == std::string::npos) return command;
  command.argument = text.substr(space + 1);
  command.number = typed_number(command.argument).value_or(0);
  // "cambia la stampante del negozio" is a request, not a command.
  if (std::count(command.argument.begin(), command.argument.end(), ' ') > 2) return std::nullopt;
  return command;
}

}  // namespace

std::string bare(std::string_view text) {
  const std::string folded = fold(trim(text));
  std::string out;
  bool gap = false;
  for (const char c : folded) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c == '@' ||
                      static_cast<unsigned char>(c) >= 0x80;
    if (!word) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += c;
  }
  if (!has_letters_or_digits(out)) return out;
  // Emoji around the words do not count.
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != ' '; };
  const auto first = std::find_if(out.begin(), out.end(), is_plain);
  const auto last = std::find_if(out.rbegin(), out.rend(), is_plain).base();
  return first < last ? std::string(first, last) : out;
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const int difference = static_cast<int>(a.size()) - static_cast<int>(b.size());
  if (difference > limit || -difference > limit) return limit + 1;
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
  }
  return std::min(row[b.size()], limit + 1);
}

std::optional<TypedCommand> typed_command(std::string_view text) {
  if (text.size() > 80) return std::nullopt;
  const std::string typed = without_politeness(bare(text));
  if (typed.empty()) return std::nullopt;
  for (const Spelling& spelling : kCommands) {
    if (spelled(typed, spelling.words)) return TypedCommand{spelling.command, 0, {}};
  }
  return correction(typed);
}

std::optional<int> typed_number(std::string_view text) {
  std::string typed = bare(text);
  for (const auto before : kBeforeNumber) {
    if (typed.starts_with(before)) typed.erase(0, before.size());
  }
  if (typed.empty() || typed.size() > 12) return std::nullopt;
  if (typed.size() <= 2 && digits_of(typed).size() == typed.size()) return std::stoi(typed);
  for (std::size_t i = 0; i < kNumbers.size(); ++i) {
    const auto& words = kNumbers[i];
    if (std::find(words.begin(), words.end(), typed) != words.end()) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

std::optional<YesOrNo> typed_yes_or_no(std::string_view text) {
  if (text.size() > 60) return std::nullopt;
  if (text.starts_with("👍")) return YesOrNo::Yes;
  if (text.starts_with("👎")) return YesOrNo::No;
  const std::string typed = without_politeness(bare(text));
  if (std::find(kYes.begin(), kYes.end(), typed) != kYes.end()) return YesOrNo::Yes;
  if (std::find(kNo.begin(), kNo.end(), typed) != kNo.end()) return YesOrNo::No;
  return std::nullopt;
}

bool spelled_like(std::string_view text, std::string_view label) {
  return spelled(bare(text), bare(label));
}

}  // namespace sportello::flows
