/// Looks over Italian sentences for the slips that a person would notice at once.
#pragma once

#include <array>
#include <regex>
#include <string>

namespace sportello::test {

/// The first slip found: an apostrophe in place of an accent, a grave for an acute one, an accent left out. Empty:
/// none.
inline std::string italian_slip(const std::string& text) {
  static const std::regex slips(
      R"re((^|[^A-Za-zÀ-ÿ])((e|E|perche|poiche|affinche|piu|puo|gia|cosi|sara|avra|verra|citta|modalita|attivita|novita|lunedi|martedi|mercoledi|giovedi|venerdi)'|perche|perchè|poichè|affinchè|finchè|nè|sè|piu|puo|gia|cosi|citta|attivita|modalita|priorita|conformita|possibilita|necessita|operativita|lunedi|martedi|mercoledi|giovedi|venerdi|verra|sara|avra|chiamera|dovra|potra|qual'è|un pò|pò|è'|sù|fà|stà)([^A-Za-zÀ-ÿ]|$))re",
      std::regex::icase);
  std::smatch found;
  if (std::regex_search(text, found, slips)) return found.str(2);
  return {};
}

}  // namespace sportello::test
