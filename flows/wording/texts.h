/// Every sentence of the desk by key, in both languages: the house's own catalogue, overridden by a business.
/// Placeholders are mustache, unescaped: "Il codice è {{code}}."
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/language.h"

namespace sportello::flows {

/// Values for placeholders. A key with an empty value is false in a {{#section}}.
using Params = std::map<std::string, std::string>;

/// Fills the placeholders of one template. A placeholder without a value becomes empty.
std::string render(const std::string& text, const Params& params);

class Texts {
 public:
  /// The house's sentences alone.
  Texts();
  /// The house's sentences with some replaced; keys unknown to the house are allowed (a business may have its own).
  explicit Texts(const std::map<std::string, Localized>& overrides);

  /// The sentence, filled in. An unknown key is a bug and throws std::out_of_range.
  std::string say(std::string_view key, Language language, const Params& params = {}) const;
  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;

 private:
  std::shared_ptr<const std::map<std::string, Localized, std::less<>>> sentences_;
};

}  // namespace sportello::flows
