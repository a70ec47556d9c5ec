#include "flows/understanding/understanding.h"

#include <array>
#include <string>

#include "flows/core/text.h"

namespace sportello::flows {

std::string_view name_of(Intent intent) {
  static constexpr std::array<std::string_view, 19> kNames{
      "hours",    "holidays", "ticket_open", "ticket_status", "ticket_reopen", "cost",   "coverage",
      "warranty", "contacts", "backup",      "human",         "greeting",      "thanks", "goodbye",
      "cancel",   "yes",      "no",          "optout",        "unknown"};
  return kNames[static_cast<std::size_t>(intent)];
}

Understanding understand(std::string_view text, Instant, const Zone&, Language fallback, Explain) {
  Understanding found;
  found.language = fallback;
  const std::string words = fold(text);
  const auto has = [&](std::string_view word) { return words.find(word) != std::string::npos; };
  if (has("siete aperti") || has("orari") || has("are you open")) {
    found.intent = Intent::Hours;
    found.confidence = 1;
    found.when = When{};
  }
  return found;
}

}  // namespace sportello::flows
