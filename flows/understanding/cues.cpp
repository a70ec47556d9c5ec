#include "flows/understanding/cues.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "embedded/lexicon.h"
#include "flows/understanding/meanings.h"

namespace sportello::flows {
namespace {

constexpr std::size_t kStem = 7;
/// Weights are written as whole hundredths.
constexpr float kScale = 0.01F;

std::string_view stem_of(std::string_view word) {
  if (word.find('_') != std::string_view::npos) return word;
  std::size_t end = std::min(word.size(), kStem);
  while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) ++end;
  word = word.substr(0, end);
  // The last vowel tells number and gender, which matter little.
  if (word.size() > 3 && word.find_last_of("aeio") == word.size() - 1) word.remove_suffix(1);
  return word;
}

std::string_view take_until(std::string_view& text, char mark) {
  const auto end = std::min(text.find(mark), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

CueNames::CueNames(const Lexicon& lexicon) : lexicon_(lexicon), m_(Meanings::shipped()) {
  for (const char* name : {"1s", "2s", "3s", "1p", "2p", "3p", "inf", "pp", "of.desk", "of.thing", "of.ticket"}) {
    persons_.set(lexicon.bit(name));
  }
  for (const char* name :
       {"open",  "close",     "reopen",   "work",     "answer",  "back",       "find",  "call",    "write",   "talk",
        "help",  "guarantee", "function", "fail",     "change",  "request",    "pay",   "need",    "include", "last",
        "wait",  "receive",   "have",     "be",       "can",     "want",       "must",  "know",    "say",     "give",
        "come",  "stay",      "cant",     "desk",     "thing",   "ticket",     "hours", "daysoff", "broken",  "error",
        "cost",  "warranty",  "plan",     "included", "contact", "backup",     "human", "optout",  "status",  "done",
        "again", "somebody",  "adj.on",   "adj.off",  "q.hour",  "q.when",     "q.how", "q.where", "q.who",   "q.much",
        "q.why", "exist",     "workday",  "halfday",  "cancel",  "yes",        "no",    "thank",   "bye",     "greet",
        "neg",   "poss.you",  "poss.me",  "you",      "display", "other.place"}) {
    telling_.set(lexicon.bit(name));
  }
}

std::vector<CueNames::Place> CueNames::places_of(const Reading& reading, const Stretch& stretch) const {
  std::vector<Place> places;
  places.reserve(stretch.end - stretch.begin);
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    const Token& token = reading.words()[i];
    Place place;
    switch (token.kind) {
      case TokenKind::Mark:
        if (token.mark == '?') {
          place.stem = "?";
        } else if (token.mark == '.' || token.mark == '!' || token.mark == '\n' || token.mark == ';') {
          place.stem = "|";
        } else {
          continue;
        }
        break;
      case TokenKind::Symbol:
        place.stem = "@emoji";
        break;
      case TokenKind::Address:
        place.stem = has(token, m_.code) ? "@code" : "@address";
        break;
      case TokenKind::Number:
      case TokenKind::Pair:
      case TokenKind::Triple:
        place.stem = has(token, m_.clock) ? "@clock" : has(token, m_.when) ? "@when" : "#";
        break;
      case TokenKind::Word:
        place.stem = has(token, m_.when) && !has(token, m_.verb) ? "@when"
                     : token.entry != 0                          ? stem_of(lexicon_.text_of(token.entry))
                                                                 : stem_of(token.text);
        break;
    }
    const std::size_t bit = (token.sense.concepts & telling_)._Find_first();
    place.sense = bit < kMaxConcepts && token.kind == TokenKind::Word ? lexicon_.name_of_bit(bit) : place.stem;
    // "domani mattina alle 9" is one time.
    if (!places.empty() && place.stem.starts_with('@') && places.back().stem == place.stem) continue;
    places.push_back(place);
  }
  return places;
}

const Cues& Cues::shipped() {
  static const Cues cues(Lexicon::shipped(), embedded::lexicon("lexicon/cues.txt"));
  return cues;
}

Cues::Cues(const Lexicon& lexicon, std::string_view text) : names_(lexicon) {
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_until(text, '\n');
    if (line.empty() || line.starts_with("//")) continue;
    const std::string_view name = take_until(line, '\t');
    Row row{static_cast<std::uint32_t>(weights_.size()), 0};
    while (!line.empty()) {
      std::string_view one = take_until(line, ' ');
      const std::string_view intent = take_until(one, '=');
      int value = 0;
      std::size_t index = 0;
      while (index < kIntents && name_of(static_cast<Intent>(index)) != intent) ++index;
      if (index == kIntents || std::from_chars(one.data(), one.data() + one.size(), value).ec != std::errc{}) {
        throw std::runtime_error("lexicon/cues.txt:" + std::to_string(number) + ": expected intent=weight");
      }
      weights_.push_back({static_cast<std::uint8_t>(index), static_cast<float>(value) * kScale});
    }
    row.end = static_cast<std::uint32_t>(weights_.size());
    if (!rows_.emplace(hash_of(name), row).second) {
      throw std::runtime_error("lexicon/cues.txt:" + std::to_string(number) + ": a cue named twice, or like another");
    }
  }
}

Shares Cues::weigh(const Reading& reading, const Stretch& stretch) const {
  Shares shares{};
  names_.each(reading, stretch, [&](const Cue& cue) {
    const auto row = rows_.find(cue.hash);
    if (row == rows_.end()) return;
    for (std::uint32_t i = row->second.begin; i < row->second.end; ++i) shares[weights_[i].intent] += weights_[i].value;
  });
  const float most = *std::max_element(shares.begin(), shares.end());
  float sum = 0;
  for (float& share : shares) sum += share = std::exp(share - most);
  for (float& share : shares) share /= sum;
  return shares;
}

std::vector<std::string> Cues::loudest(const Reading& reading, const Stretch& stretch, Intent intent,
                                       std::size_t count) const {
  std::vector<std::pair<float, std::string>> heard;
  names_.each(reading, stretch, [&](const Cue& cue) {
    const auto row = rows_.find(cue.hash);
    if (row == rows_.end()) return;
    for (std::uint32_t i = row->second.begin; i < row->second.end; ++i) {
      if (weights_[i].intent == static_cast<std::size_t>(intent) && weights_[i].value > 0) {
        heard.emplace_back(weights_[i].value, cue.name());
      }
    }
  });
  std::sort(heard.begin(), heard.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  heard.erase(std::unique(heard.begin(), heard.end()), heard.end());
  if (heard.size() > count) heard.resize(count);
  std::vector<std::string> out;
  out.reserve(heard.size());
  for (const auto& [weight, name] : heard) out.push_back(name + " +" + std::to_string(weight).substr(0, 4));
  return out;
}

}  // namespace sportello::flows
