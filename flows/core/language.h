/// The two languages of the desk, and text that exists in both.
#pragma once

#include <string>
#include <string_view>

namespace sportello::flows {

enum class Language { It, En };

inline std::string_view name_of(Language language) { return language == Language::It ? "it" : "en"; }

/// The same sentence in Italian and in English.
struct Localized {
  std::string it;
  std::string en;

  const std::string& in(Language language) const { return language == Language::It ? it : en; }
  bool empty() const { return it.empty() && en.empty(); }
  friend bool operator==(const Localized&, const Localized&) = default;
};

}  // namespace sportello::flows
