#include <algorithm>

#include "flows/business/rules.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

/// An answer shares its bubble (limits::kInteractiveBody) with the question that is repeated below it.
constexpr std::size_t kLongestAnswer = 900;
constexpr std::size_t kServiceNote = 300;

void check_language(const std::string& text, const std::string& pointer, std::size_t limit,
                    const std::set<std::string>& placeholders, Faults& faults) {
  if (text.empty()) return;
  if (const std::string fault = template_fault(text); !fault.empty()) {
    return faults.add(pointer, "is no template: " + fault);
  }
  for (const std::string& name : placeholders_of(text)) {
    if (placeholders.contains(name)) continue;
    const std::vector<std::string> candidates(placeholders.begin(), placeholders.end());
    faults.add(pointer, candidates.empty() ? "takes no placeholders, so not {{" + name + "}}"
                                           : "there is no {{" + name + "}} here" + suggestion(name, candidates));
  }
  if (const std::size_t size = length(text); size > limit) {
    faults.add(pointer, std::to_string(size) + " characters, at most " + std::to_string(limit) + ": '" +
                            shorten(text, 60) + "'");
  }
}

}  // namespace

std::set<std::string> common_placeholders(const Business& business) {
  std::set<std::string> names{"business", "name", "company", "number", "next_opening", "standard_opening"};
  if (!business.rates.empty()) names.insert({"rate", "rate_exact", "vat"});
  for (const Contact& contact : business.contacts) names.insert("contact_" + contact.id);
  return names;
}

void check_sentence(const Localized& text, const std::string& pointer, std::size_t limit,
                    const std::set<std::string>& placeholders, Faults& faults) {
  check_language(text.it, pointer + "/it", limit, placeholders, faults);
  check_language(text.en, pointer + "/en", limit, placeholders, faults);
}

void check_texts(const Draft& draft, Faults& faults) {
  const std::set<std::string> common = common_placeholders(draft.business);
  std::vector<std::string> keys;
  for (const auto& [key, sentence] : house_sentences()) keys.push_back(key);
  for (const auto& [key, text] : draft.texts) {
    const std::string pointer = below("/texts", key);
    const auto house = house_sentences().find(key);
    if (house == house_sentences().end()) {
      faults.add(pointer, "the house says nothing under '" + key + "'" + suggestion(key, keys));
      continue;
    }
    std::set<std::string> allowed = house->second.placeholders;
    allowed.insert("business");
    for (const Contact& contact : draft.business.contacts) allowed.insert("contact_" + contact.id);
    check_sentence(text, pointer, house->second.limit, allowed, faults);
  }
  for (const auto& [intent, text] : draft.business.answers) {
    check_sentence(text, below("/answers", name_of(intent)), kLongestAnswer, common, faults);
  }
  for (const auto& [service, note] : draft.business.service_notes) {
    check_sentence(note, below("/service_notes", service), kServiceNote, common, faults);
  }
}

}  // namespace sportello::flows
