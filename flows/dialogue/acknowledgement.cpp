#include "flows/dialogue/acknowledgement.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <vector>

#include "flows/core/text.h"
#include "flows/dialogue/commands.h"

namespace sportello::flows {
namespace {

/// Also the small words that join the others.
constexpr std::array kAcknowledging = {
    "a", "adesso", "all", "alla", "allora", "and", "arrivederci", "assistenza", "bella", "bello", "bene",
    "benissimo", "bravi", "bravissimi", "bravissimo", "bravo", "buon", "buona", "buonasera", "buongiorno", "buono",
    "certo", "che", "chiudere", "chiudete", "chiudetela", "chiudetelo", "chiudi", "ciao", "close", "confermo",
    "confirmed", "cordiali", "cosi", "cuore", "d'accordo", "daccordo", "day", "del", "dell'aiuto", "della", "di",
    "e", "efficienti", "esatto", "everything", "excellent", "fine", "fix", "fixed", "for", "funziona", "funzionano",
    "gentile", "gentili", "gentilissima", "gentilissimi", "gentilissimo", "giornata", "giorno", "good", "got",
    "grazie", "great", "guys", "il", "infinite", "is", "it", "job", "l'aiuto", "la", "lavoro", "mille", "molte",
    "molto", "morning", "much", "ne", "nice", "now", "of", "ok", "okay", "oki", "okk", "okok", "one", "ora",
    "ottima", "ottimo", "per", "perfect", "perfetta", "perfetto", "posto", "potete", "puoi", "pure", "quick",
    "received", "ricevuto", "ringrazio", "risolta", "risolto", "risposta", "saluti", "salve", "seems", "sembra",
    "sera", "serata", "service", "si", "siete", "so", "solved", "stati", "stato", "super", "supporto", "sure",
    "tante", "thank", "thanks", "that's", "the", "ti", "ticket", "to", "top", "tutti", "tutto", "understood", "va",
    "veloci", "velocissimi", "very", "vi", "well", "work", "working", "works", "yep", "yes", "you", "your"};

constexpr std::array kObjecting = {
    "ancora", "but", "however", "invece", "ma", "mai", "nemmeno", "neanche", "nessuno", "never", "niente", "nn", "nobody",
    "non", "not", "nothing", "nulla", "pero", "purtroppo", "still", "unfortunately"};

constexpr std::array kNew = {
    "nuovo", "nuova", "altro", "altra", "un'altra", "new", "another", "different"};
constexpr std::array kMatters = {
    "ticket", "richiesta", "segnalazione", "problema", "intervento", "cosa", "pratica", "questione", "assistenza",
    "request", "problem", "issue", "thing", "matter", "question", "domanda", "errore"};

constexpr std::array kTicketWords = {"aprire", "apro",         "apri",      "open", "ticket",
                                     "richiesta", "segnalazione", "segnalare", "request"};

template <class Words>
bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> words_without_marks(const std::string& text) {
  std::string spaced = bare(text);
  for (char& c : spaced) {
    if (std::string_view(",.;:!?()/\"-").find(c) != std::string_view::npos) c = ' ';
  }
  std::istringstream stream(spaced);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

}  // namespace

bool acknowledges(const std::string& text) {
  if (!has_letters_or_digits(text)) return true;
  const auto words = words_without_marks(text);
  return std::all_of(words.begin(), words.end(), [](const std::string& word) { return has(kAcknowledging, word); });
}

bool objects(const std::string& text) {
  if (text.find('?') != std::string::npos) return false;
  const auto words = words_without_marks(text);
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return has(kObjecting, word) || word.ends_with("n't"); });
}

bool announces_something_new(const std::string& text) {
  const auto words = words_without_marks(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (has(kNew, words[i]) && has(kMatters, words[i + 1])) return true;
  }
  return false;
}

bool asks_for_a_ticket(const std::string& text) {
  const auto words = words_without_marks(text);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return has(kTicketWords, word); });
}

}  // namespace sportello::flows
