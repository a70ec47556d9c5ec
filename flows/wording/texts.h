/// Every sentence of the desk by key, in both languages: the house's own catalogue, overridden by a business.
/// Placeholders are mustache, unescaped: "Il codice è {{code}}."
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/language.h"

namespace sportello::flows {

/// Values for placeholders. A key with an empty value is false in a {{#section}}.
using Params = std::map<std::string, std::string>;

/// Fills the placeholders of one template. A placeholder without a value becomes empty. Templates are parsed once
/// per thread and remembered. A text that `template_fault` refuses is given back as it is.
std::string render(const std::string& text, const Params& params);
/// Why the text is no template ("Unclosed tag at 12"); empty when it is one.
std::string template_fault(const std::string& text);
/// The names in its {{placeholders}} and {{#sections}}.
std::set<std::string> placeholders_of(std::string_view text);

/// A sentence of the house, with what it may hold.
struct HouseSentence {
  Localized text;
  std::size_t limit = 0;               ///< code points; of a button's or a row's title, a subject, a whole message
  std::set<std::string> placeholders;  ///< the values that whoever says it provides
};
/// The house's catalogue by key.
const std::map<std::string, HouseSentence, std::less<>>& house_sentences();

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
