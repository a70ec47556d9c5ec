#include "storage/sql/search_words.h"

#include <sstream>

#include "flows/core/text.h"

namespace sportello::storage::sql {
namespace {

std::string containing(std::string_view word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

}  // namespace

WordPatterns word_patterns(std::string_view text) {
  WordPatterns patterns;
  patterns.fill("%");
  std::istringstream in(flows::fold(text));
  std::string word;
  for (std::string& pattern : patterns) {
    if (!(in >> word)) break;
    pattern = containing(word);
  }
  return patterns;
}

std::string match_words(const std::string& expression) {
  std::string condition;
  for (const char* word : {":word_0", ":word_1", ":word_2", ":word_3"}) {
    condition += " AND " + expression + " LIKE " + word + " ESCAPE '\\'";
  }
  return condition;
}

}  // namespace sportello::storage::sql
