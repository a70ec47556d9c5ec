#include "flows/understanding/lexicon.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "embedded/lexicon.h"

namespace sportello::flows {

const Lexicon& Lexicon::shipped() {
  static const Lexicon lexicon(embedded::lexicon("lexicon/common.json"), embedded::lexicon("lexicon/it.json"),
                               embedded::lexicon("lexicon/en.json"));
  return lexicon;
}

std::uint32_t Lexicon::find(std::string_view word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? 0 : found->second;
}

std::uint32_t Lexicon::correct(std::string_view word) const {
  return spelling_.correct(word);
}

bool Lexicon::is_abbreviation(std::string_view word) const {
  const std::uint32_t id = find(word);
  if (id == 0) return false;
  const Entry& known = entries_[id];
  return known.senses[0].concepts[abbreviation_] || known.senses[1].concepts[abbreviation_];
}

std::size_t Lexicon::bit(std::string_view concept_name) const {
  const auto found = concepts_.find(std::string(concept_name));
  if (found == concepts_.end()) throw std::out_of_range("no lexicon names '" + std::string(concept_name) + "'");
  return found->second;
}

std::uint32_t Lexicon::add_text(std::string_view word) {
  if (const std::uint32_t known = find(word); known != 0) return known;
  texts_.emplace_back(word);
  entries_.emplace_back();
  const auto id = static_cast<std::uint32_t>(entries_.size() - 1);
  ids_.emplace(texts_.back(), id);
  return id;
}

}  // namespace sportello::flows
