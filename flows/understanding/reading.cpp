#include "flows/understanding/reading.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::size_t kItalian = static_cast<std::size_t>(Language::It);
constexpr std::size_t kLongestSentence = 120;
constexpr std::size_t kEnglish = static_cast<std::size_t>(Language::En);

/// A word spelt right is never guessed at, even when it means something only as part of a phrase.
std::uint32_t entry_of(const Token& token, const Lexicon& lexicon) {
  if (token.accent && token.text == "e") return lexicon.find("e'");
  if (token.accent && token.text == "giu") return lexicon.find("giu'");  // not June
  return lexicon.find(token.text);
}

/// Words that only one of the languages has speak for it.
struct Ballot {
  int italian = 0;
  int english = 0;

  void count(const Entry& entry, bool accent) {
    if (entry.votes[kItalian] != entry.votes[kEnglish]) (entry.votes[kItalian] ? italian : english) += 2;
    if (accent) ++italian;
  }
};

void choose_sense(Token& token, const Lexicon& lexicon, Language language) {
  const Entry& entry = lexicon.entry(token.entry);
  const auto first = static_cast<std::size_t>(language);
  token.sense = entry.senses[entry.known[first] ? first : 1 - first];
}

void join_phrases(std::vector<Token>& words, const Lexicon& lexicon, Language language) {
  std::size_t to = 0;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t taken = 1;
    if (words[at].entry != 0 && lexicon.entry(words[at].entry).starts_phrase) {
      std::size_t run = at;
      while (run < words.size() && words[run].entry != 0) ++run;
      const auto [entry, count] = lexicon.phrase(run - at, [&](std::size_t i) { return words[at + i].entry; });
      if (count > 1) {
        Token joined = words[at];
        joined.end = words[at + count - 1].end;
        joined.entry = entry;
        joined.text = lexicon.text_of(entry);
        choose_sense(joined, lexicon, language);
        words[to++] = joined;
        at += count;
        continue;
      }
    }
    if (to != at) words[to] = words[at];
    ++to;
    at += taken;
  }
  words.resize(to);
}

void mark_marks(Token& token, const Lexicon& lexicon, const Meanings& m) {
  Concepts& concepts = token.sense.concepts;
  switch (token.kind) {
    case TokenKind::Mark:
      if (token.mark == ',' || token.mark == ':' || token.mark == ';' || token.mark == '(' || token.mark == ')')
        concepts.set(m.comma);
      if (token.mark == '\'' || token.mark == '"' || token.mark == '/' || token.mark == '-' || token.mark == '*')
        concepts.set(m.filler);
      break;
    case TokenKind::Symbol:
      concepts.set(m.emoji).set(m.filler);
      break;
    case TokenKind::Address:
      concepts.set(token.mark == '#' ? m.code : m.address);
      break;
    case TokenKind::Number:
    case TokenKind::Pair:
    case TokenKind::Triple:
      concepts.set(m.num);
      if (token.kind == TokenKind::Number)
        token.sense.number = static_cast<std::int16_t>(token.a > 9999 ? -1 : token.a);
      break;
    case TokenKind::Word: {
      if (concepts[m.but]) concepts.set(m.comma);
      if (token.accent) concepts.set(m.accent);
      const Entry& entry = lexicon.entry(token.entry);
      if (!entry.known[kItalian] && !entry.known[kEnglish]) {
        concepts.set(m.unknown);
        // "presidiate", "arrivate": most likely a verb said to the desk.
        if (token.text.size() > 5 &&
            (token.text.ends_with("ate") || token.text.ends_with("ete") || token.text.ends_with("ite"))) {
          concepts.set(m.maybe_2p);
        }
      }
      break;
    }
  }
}

/// "sieteaperti": two known words without the space between them. The second takes a place of its own.
bool split_glued(std::vector<Token>& words, std::size_t at, const Lexicon& lexicon, Language language) {
  const Token whole = words[at];
  const auto known = [&](std::string_view part) {
    const std::uint32_t id = lexicon.find(part);
    return id != 0 && lexicon.entry(id).known[static_cast<std::size_t>(language)] ? id : 0;
  };
  for (std::size_t cut = 4; cut + 4 <= whole.text.size(); ++cut) {
    const std::uint32_t left = known(whole.text.substr(0, cut));
    const std::uint32_t right = left == 0 ? 0 : known(whole.text.substr(cut));
    if (right == 0) continue;
    Token second = whole;
    second.entry = right;
    second.text = whole.text.substr(cut);
    words[at].entry = left;
    words[at].text = whole.text.substr(0, cut);
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, second);
    return true;
  }
  return false;
}

}  // namespace

Reading read_words(std::string_view text, const Lexicon& lexicon, const Meanings& meanings, Language fallback) {
  Reading reading{tokenise(text, lexicon), fallback, false, false};
  auto& words = reading.words();
  Ballot ballot;
  for (Token& token : words) {
    if (token.kind != TokenKind::Word) continue;
    token.entry = entry_of(token, lexicon);
    if (token.entry != 0) ballot.count(lexicon.entry(token.entry), token.accent);
  }
  if (ballot.italian != ballot.english) {
    reading.language = ballot.italian > ballot.english ? Language::It : Language::En;
    reading.language_is_sure = true;
  }
  reading.is_mixed = ballot.italian == ballot.english || ballot.italian + ballot.english < 5 ||
                     std::min(ballot.italian, ballot.english) >= 4;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].kind != TokenKind::Word) continue;
    if (words[at].entry == 0 && words[at].text.size() >= 8) split_glued(words, at, lexicon, reading.language);
    Token& token = words[at];
    if (token.entry == 0) {
      // Slips are looked for in the language of the rest.
      const std::uint32_t near = lexicon.correct(token.text);
      const bool fits =
          near != 0 && (reading.is_mixed || lexicon.entry(near).known[static_cast<std::size_t>(reading.language)] ||
                        (!lexicon.entry(near).known[0] && !lexicon.entry(near).known[1]));
      if (fits) token.entry = near;
    }
    if (token.entry != 0) choose_sense(token, lexicon, reading.language);
  }
  join_phrases(words, lexicon, reading.language);
  for (Token& token : words) mark_marks(token, lexicon, meanings);
  return reading;
}

std::string typed(std::string_view text, const std::vector<Token>& words, std::size_t begin, std::size_t end) {
  if (begin >= end || end > words.size()) return {};
  return std::string(text.substr(words[begin].begin, words[end - 1].end - words[begin].begin));
}

std::vector<Stretch> sentences_of(const std::vector<Token>& words) {
  std::vector<Stretch> out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= words.size(); ++at) {
    const bool ends = at == words.size() || (words[at].kind == TokenKind::Mark &&
                                             (words[at].mark == '.' || words[at].mark == '?' || words[at].mark == '!' ||
                                              words[at].mark == '\n' || words[at].mark == ';'));
    // Nobody asks in sentences this long; without a limit their cost would grow with the square.
    const bool too_long = at - begin >= kLongestSentence;
    if (!ends && !too_long) continue;
    if (at > begin) out.push_back({begin, at, at < words.size() && words[at].mark == '?'});
    begin = ends ? at + 1 : at;
  }
  return out;
}

}  // namespace sportello::flows
