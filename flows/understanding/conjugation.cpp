#include "flows/understanding/conjugation.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {
namespace {

constexpr std::array<std::string_view, 6> kPersons{"1s", "2s", "3s", "1p", "2p", "3p"};
using Endings = std::array<std::string_view, 6>;

/// The endings of one class of verbs; an empty one has no form.
struct Paradigm {
  Endings present;
  Endings imperfect;
  Endings future;
  Endings conditional;
  Endings subjunctive;
  std::string_view past_subjunctive;  ///< of "voi": "che foste aperti"
  std::string_view participle;
  std::string_view gerund;
};

const Paradigm& paradigm(char vowel) {
  static const Paradigm are{{"o", "i", "a", "iamo", "ate", "ano"},
                            {"avo", "avi", "ava", "avamo", "avate", "avano"},
                            {"ero", "erai", "era", "eremo", "erete", "eranno"},
                            {"erei", "eresti", "erebbe", "eremmo", "ereste", "erebbero"},
                            {"i", "i", "i", "iamo", "iate", "ino"},
                            "aste",
                            "at",
                            "ando"};
  static const Paradigm ere{{"o", "i", "e", "iamo", "ete", "ono"},
                            {"evo", "evi", "eva", "evamo", "evate", "evano"},
                            {"ero", "erai", "era", "eremo", "erete", "eranno"},
                            {"erei", "eresti", "erebbe", "eremmo", "ereste", "erebbero"},
                            {"a", "a", "a", "iamo", "iate", "ano"},
                            "este",
                            "ut",
                            "endo"};
  static const Paradigm ire{{"o", "i", "e", "iamo", "ite", "ono"},
                            {"ivo", "ivi", "iva", "ivamo", "ivate", "ivano"},
                            {"iro", "irai", "ira", "iremo", "irete", "iranno"},
                            {"irei", "iresti", "irebbe", "iremmo", "ireste", "irebbero"},
                            {"a", "a", "a", "iamo", "iate", "ano"},
                            "iste",
                            "it",
                            "endo"};
  return vowel == 'a' ? are : vowel == 'e' ? ere : ire;
}

/// Joins stem and ending as Italian spells it: cerc + i = cerchi, lanci + i = lanci, mangi + ero = mangero.
std::string join(std::string_view stem, std::string_view ending, char vowel) {
  const bool soft = ending.starts_with('i') || ending.starts_with('e');
  std::string out(stem);
  if (vowel == 'a' && soft && (stem.ends_with('c') || stem.ends_with('g'))) out += 'h';
  if (vowel == 'a' && stem.ends_with('i')) {
    const bool drops =
        ending.starts_with('i') || ((stem.ends_with("ci") || stem.ends_with("gi")) && ending.starts_with('e'));
    if (drops) out.pop_back();
  }
  return out + std::string(ending);
}

std::string_view option(std::string_view verb, std::string_view name) {
  const auto at = verb.find(name);
  if (at == std::string_view::npos) return {};
  const auto rest = verb.substr(at + name.size());
  return rest.substr(0, rest.find('|'));
}

}  // namespace

std::vector<VerbForm> conjugate_italian(std::string_view verb) {
  const std::string_view infinitive = verb.substr(0, verb.find('|'));
  const bool isc = verb.find("|isc") != std::string_view::npos;
  std::vector<VerbForm> out;
  if (infinitive.size() < 4) return out;
  const char vowel = infinitive[infinitive.size() - 3];
  const std::string_view stem = infinitive.substr(0, infinitive.size() - 3);
  const Paradigm& p = paradigm(vowel);
  const auto persons = [&](const Endings& endings, std::string_view tense) {
    for (std::size_t i = 0; i < 6; ++i) {
      std::string form = isc && tense.empty() && i != 3 && i != 4 ? std::string(stem) + "isc" + std::string(endings[i])
                                                                  : join(stem, endings[i], vowel);
      VerbForm made{std::move(form), {kPersons[i]}};
      if (!tense.empty() && tense != "subjunctive") made.tags.push_back(tense);
      out.push_back(std::move(made));
    }
  };
  persons(p.present, "");
  persons(p.imperfect, "imperfect");
  persons(p.future, "future");
  persons(p.conditional, "conditional");
  out.push_back({join(stem, p.subjunctive[4], vowel), {"2p"}});
  out.push_back({join(stem, p.past_subjunctive, vowel), {"2p"}});
  const std::string_view irregular = option(verb, "pp=");
  const std::string participle = irregular.empty() ? join(stem, p.participle, vowel) : std::string(irregular);
  for (const std::string_view ending : {"o", "a", "i", "e"}) {
    // "lavorate" is nearly always "you work", not "worked".
    if (std::string form = participle + std::string(ending); form != out[4].form)
      out.push_back({std::move(form), {"pp"}});
  }
  out.push_back({join(stem, p.gerund, vowel), {"ger"}});
  out.push_back({std::string(infinitive), {"inf"}});
  const std::string cut(infinitive.substr(0, infinitive.size() - 1));
  out.push_back({cut, {"inf"}});
  out.push_back({cut + "vi", {"inf", "vi"}});
  for (const std::string_view clitic : {"mi", "ti", "ci"}) out.push_back({cut + std::string(clitic), {"inf", "mi"}});
  for (const std::string_view clitic : {"si", "lo", "la", "li", "le", "ne", "gli"}) {
    out.push_back({cut + std::string(clitic), {"inf", "it"}});
  }
  // "chiamatemi", "toglietelo", "chiamami"
  const std::string plural = join(stem, p.present[4], vowel);
  for (const std::string_view clitic : {"mi", "ci"})
    out.push_back({plural + std::string(clitic), {"imperative", "mi"}});
  for (const std::string_view clitic : {"lo", "la", "li", "le"})
    out.push_back({plural + std::string(clitic), {"imperative", "it"}});
  const std::string singular = join(stem, vowel == 'a' ? "a" : "i", vowel);
  out.push_back({singular + "mi", {"imperative", "mi"}});
  if (vowel == 'a') out.push_back({join(stem, "i", vowel) + "", {"2s"}});
  return out;
}

std::vector<VerbForm> conjugate_english(std::string_view verb) {
  std::vector<std::string> given;
  for (std::size_t at = 0; at <= verb.size();) {
    const auto end = std::min(verb.find('|', at), verb.size());
    given.emplace_back(verb.substr(at, end - at));
    at = end + 1;
  }
  const std::string& base = given.front();
  const bool ends_e = base.ends_with('e');
  const bool consonant_y = base.size() > 2 && base.ends_with('y') &&
                           std::string_view("aeiou").find(base[base.size() - 2]) == std::string_view::npos;
  const std::string cut = ends_e || consonant_y ? base.substr(0, base.size() - 1) : base;
  const bool hisses =
      base.ends_with("s") || base.ends_with("sh") || base.ends_with("ch") || base.ends_with("x") || base.ends_with("o");
  std::vector<VerbForm> out;
  out.push_back({base, {"base"}});
  out.push_back({consonant_y ? cut + "ies" : base + (hisses ? "es" : "s"), {"3s"}});
  // "break|broke|broken": a second word ending in -ing is the gerund, the others are past forms.
  bool past = false;
  bool gerund = false;
  for (std::size_t i = 1; i < given.size(); ++i) {
    const bool ing = given[i].ends_with("ing");
    out.push_back({given[i], {ing ? "ger" : "pp"}});
    past = past || !ing;
    gerund = gerund || ing;
  }
  if (!past) out.push_back({consonant_y ? cut + "ied" : cut + "ed", {"pp"}});
  if (!gerund) out.push_back({(ends_e ? cut : base) + "ing", {"ger"}});
  return out;
}

}  // namespace sportello::flows
