#include "flows/dialogue/problem.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <vector>

#include "flows/core/text.h"
#include "flows/dialogue/commands.h"

namespace sportello::flows {
namespace {

constexpr std::size_t kWordsOfASentence = 3;

/// Words that ask for help without saying what is wrong.
constexpr std::array kFiller = {
    "ciao", "salve", "buongiorno", "buonasera", "buon", "giorno", "sera", "pomeriggio", "grazie", "mille", "per",
    "favore", "cortesia", "vorrei", "voglio", "volevo", "dovrei", "devo", "posso", "potrei", "aprire", "apro",
    "apri", "fare", "inviare", "mandare", "segnalare", "un", "una", "il", "la", "ticket", "richiesta",
    "segnalazione", "assistenza", "supporto", "aiuto", "ho", "abbiamo", "bisogno", "di", "serve", "servirebbe", "mi",
    "ci", "problema", "problemi", "con", "nuovo", "nuova", "si", "ok", "allora", "scusate", "scusi", "scusa",
    "hello", "hi", "hey", "good", "morning", "afternoon", "evening", "please", "thanks", "thank", "you", "i", "we",
    "want", "would", "like", "to", "open", "need", "help", "a", "an", "the", "have", "problem", "support", "request",
    "new", "with", "assistance", "issue", "report", "dell'assistenza", "intervento", "chiedere", "richiedere",
    "avrei", "e", "and", "some", "tecnica", "technical", "d'assistenza"};

/// Words of a sentence, which no name or address is made of.
constexpr std::array kSentence = {
    "non", "si", "ho", "abbiamo", "mi", "ci", "fa", "viene", "vengono", "sono", "esce", "va", "vanno", "vedo",
    "vediamo", "riesco", "riusciamo", "appare", "compare", "risulta", "not", "cannot", "can't", "won't", "isn't",
    "doesn't", "don't", "didn't", "is", "are", "has", "have", "gives", "i", "we", "it", "my", "our"};

template <std::size_t N>
bool is_one_of(const std::array<const char*, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(bare(text));
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

std::string problem_in(const std::string& text) {
  std::string left;
  for (const std::string& word : words_of(text)) {
    if (!is_one_of(kFiller, word)) left += word + " ";
  }
  return count_letters_and_digits(left) >= kLettersOfADescription ? trim(left) : std::string{};
}

bool tells_a_problem(const Understanding& read, const std::string& text) {
  if (read.intent != Intent::TicketOpen || problem_in(text).empty()) return false;
  const std::vector<std::string> words = words_of(text);
  return words.size() >= kWordsOfASentence &&
         std::any_of(words.begin(), words.end(), [](const std::string& word) { return is_one_of(kSentence, word); });
}

}  // namespace sportello::flows
