/// Searching a folded `search` column for up to four words, all of which must be in it.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace sportello::storage::sql {

/// What :word_0 … :word_3 are given; "%" where there are fewer words.
using WordPatterns = std::array<std::string, 4>;
WordPatterns word_patterns(std::string_view text);

/// " AND <expression> LIKE :word_0 ESCAPE '\' AND …". Folded text has no upper case, so LIKE means the same in every
/// database.
std::string match_words(const std::string& expression);

}  // namespace sportello::storage::sql
