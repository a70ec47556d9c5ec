#include "flows/understanding/tokens.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/understanding/folded_text.h"
#include "flows/understanding/lexicon.h"

namespace sportello::flows {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_inner(char c) {
  return is_digit(c) || is_letter(c);
}

class Tokeniser {
 public:
  Tokeniser(std::string_view text, const Lexicon& lexicon) : text_(text), lexicon_(lexicon) {}

  Tokens run() {
    FoldedText folded = fold_message(text_);
    out_.folded = std::move(folded.text);
    from_ = std::move(folded.from);
    accents_ = std::move(folded.accents);
    out_.list.reserve(out_.folded.size() / 4 + 8);
    const std::string_view all = out_.folded;
    std::size_t at = 0;
    while (at < all.size()) {
      if (all[at] == ' ') {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < all.size() && all[end] != ' ') ++end;
      chunk(at, end);
      at = end;
    }
    return std::move(out_);
  }

 private:
  Token& add(TokenKind kind, std::size_t begin, std::size_t end) {
    Token token;
    token.kind = kind;
    token.text = std::string_view(out_.folded).substr(begin, end - begin);
    token.begin = from_[begin];
    // The next byte's origin is the end of this one's, unless both came from one code point.
    token.end = from_[end] > from_[end - 1] ? from_[end] : from_[end - 1] + 1;
    out_.list.push_back(token);
    return out_.list.back();
  }

  void word(std::size_t begin, std::size_t end, bool accent = false) {
    if (begin >= end) return;
    for (std::size_t i = begin; i < end && !accent; ++i) accent = accents_[i] != 0;
    add(TokenKind::Word, begin, end).accent = accent;
  }

  void mark(std::size_t at) { add(TokenKind::Mark, at, at + 1).mark = out_.folded[at]; }

  bool knows(std::string_view word) const { return lexicon_.find(word) != 0; }

  static bool is_address(std::string_view text) {
    if (text.find('@') != std::string_view::npos && text.size() > 3) return true;
    if (text.starts_with("http") || text.starts_with("www.")) return true;
    for (const std::string_view ending : {".it", ".com", ".net", ".org", ".eu", ".shop"}) {
      const auto at = text.find(ending);
      if (at == std::string_view::npos || at < 2 || !is_inner(text[at - 1])) continue;
      const auto after = at + ending.size();
      if (after == text.size() || !is_inner(text[after])) return true;
    }
    return false;
  }

  /// LEO-7K3M-Q
  static bool is_code(std::string_view text) {
    while (!text.empty() && !is_inner(text.back())) text.remove_suffix(1);
    if (text.size() != 10 || text[3] != '-' || text[8] != '-') return false;
    return is_letter(text[0]) && is_letter(text[1]) && is_letter(text[2]) && is_inner(text[9]);
  }

  void chunk(std::size_t begin, std::size_t end) {
    const std::string_view all = out_.folded;
    std::string_view piece = all.substr(begin, end - begin);
    if (piece == "\x01") {
      add(TokenKind::Symbol, begin, end);
      return;
    }
    if (piece.size() == 1 && !is_inner(piece[0])) return mark(begin);
    if (piece.size() > 4 && (is_address(piece) || is_code(piece))) {
      std::size_t stop = end;
      while (stop > begin && !is_inner(all[stop - 1])) --stop;
      if (stop > begin) add(TokenKind::Address, begin, stop).mark = is_code(piece) ? '#' : '@';
      for (std::size_t i = stop; i < end; ++i) mark(i);
      return;
    }
    for (std::size_t at = begin; at < end;) {
      if (is_digit(all[at])) {
        at = number(at, end);
      } else if (is_letter(all[at])) {
        at = letters(at, end);
      } else {
        at = marks(at, end);
      }
    }
  }

  std::size_t marks(std::size_t at, std::size_t end) {
    const char c = out_.folded[at];
    if (c == '\x01') {
      add(TokenKind::Symbol, at, at + 1);
      return at + 1;
    }
    std::size_t next = at + 1;
    if (c == '.' || c == '!' || c == '?') {
      bool asks = c == '?';
      while (next < end && (out_.folded[next] == '.' || out_.folded[next] == '!' || out_.folded[next] == '?')) {
        asks = asks || out_.folded[next] == '?';
        ++next;
      }
      add(TokenKind::Mark, at, next).mark = asks ? '?' : c;
      return next;
    }
    mark(at);
    return next;
  }

  /// "w.e.", "p.m.": letters with points, read without them.
  std::size_t pointed(std::size_t at, std::size_t end) {
    const std::string_view all = out_.folded;
    char letters[6];
    std::size_t count = 0;
    std::size_t next = at;
    while (next + 1 < end && count < sizeof letters && is_letter(all[next]) && all[next + 1] == '.') {
      letters[count++] = all[next];
      next += 2;
    }
    if (next < end && next + 1 == end && is_letter(all[next]) && count > 0 && count < sizeof letters) {
      letters[count++] = all[next++];
    }
    if (count < 2) return at;
    std::uint32_t known = lexicon_.find(all.substr(at, next - at - (all[next - 1] == '.' ? 1 : 0)));
    if (known == 0) known = lexicon_.find({letters, count});
    if (known == 0) return at;
    Token& token = add(TokenKind::Word, at, next);
    token.text = lexicon_.text_of(known);
    return next;
  }

  std::size_t letters(std::size_t at, std::size_t end) {
    const std::string_view all = out_.folded;
    if (const std::size_t next = pointed(at, end); next != at) return next;
    std::size_t stop = at;
    while (stop < end && is_inner(all[stop])) ++stop;
    const bool digits = [&] {
      for (std::size_t i = at; i < stop; ++i) {
        if (is_digit(all[i])) return true;
      }
      return false;
    }();
    if (digits) {
      if (knows(all.substr(at, stop - at))) {
        word(at, stop);
        return stop;
      }
      stop = at;
      while (stop < end && is_letter(all[stop])) ++stop;
      word(at, stop);
      return stop;
    }
    if (stop < end && (all[stop] == '\'' || all[stop] == '-' || all[stop] == '/' || all[stop] == '^'))
      return joined(at, stop, end);
    // "S. Francesco": the point after a single letter is no end of sentence.
    word(at, stop);
    if (stop - at == 1 && stop < end && all[stop] == '.' && all[at] == 's') return stop + 1;
    if (stop < end && all[stop] == '.' && stop + 1 == end && lexicon_.is_abbreviation(all.substr(at, stop - at)))
      return stop + 1;
    return stop;
  }

  /// A word with something inside: c'è, l'8, week-end, lun-ven, what's.
  std::size_t joined(std::size_t at, std::size_t stop, std::size_t end) {
    const std::string_view all = out_.folded;
    const char join = all[stop];
    std::size_t next = stop + 1;
    while (next < end && is_letter(all[next])) ++next;
    if (next == stop + 1) {
      // Nothing but a figure or a mark follows. An apostrophe for an accent ("lunedi'", "e'") belongs to the word.
      const bool elided = next < end && is_digit(all[next]);
      word(at, stop, join == '\'' && !elided);
      if (join == '\'') return next;
      if (join == '^') return next;
      mark(stop);
      return next;
    }
    const std::string_view whole = all.substr(at, next - at);
    if (join == '\'') {
      if (knows(whole)) {
        word(at, next);
        if (next < end && all[next] == '\'') ++next;
        return next;
      }
      word(at, stop);
      if (all.substr(stop + 1, next - stop - 1) == "s" && (next == end || !is_inner(all[next]))) return next;
      return stop + 1;
    }
    if (join == '-') {
      joined_.assign(all.substr(at, stop - at));
      joined_ += all.substr(stop + 1, next - stop - 1);
      if (const std::uint32_t known = lexicon_.find(joined_); known != 0) {
        add(TokenKind::Word, at, next).text = lexicon_.text_of(known);
        return next;
      }
    }
    word(at, stop);
    mark(stop);
    return stop + 1;
  }

  struct Figure {
    int value = 0;
    int digits = 0;
  };
  Figure figure(std::size_t& at, std::size_t end) const {
    Figure found;
    while (at < end && is_digit(out_.folded[at])) {
      if (found.digits < 8) found.value = found.value * 10 + (out_.folded[at] - '0');
      ++found.digits;
      ++at;
    }
    return found;
  }

  std::size_t number(std::size_t begin, std::size_t end) {
    const std::string_view all = out_.folded;
    std::size_t run = begin;
    while (run < end && is_inner(all[run])) ++run;
    if (run > begin && is_letter(all[run - 1]) && knows(all.substr(begin, run - begin))) {  // "2day", "0ggi"
      word(begin, run);
      return run;
    }
    std::size_t at = begin;
    const Figure first = figure(at, end);
    Figure second;
    Figure third;
    char sep = 0;
    std::size_t stop = at;
    if (at + 1 < end && is_digit(all[at + 1]) && std::string_view(":./-,").find(all[at]) != std::string_view::npos) {
      sep = all[at++];
      second = figure(at, end);
      stop = at;
      if (at + 1 < end && all[at] == sep && is_digit(all[at + 1])) {
        ++at;
        third = figure(at, end);
        stop = at;
      }
    }
    // "12-16/8", "24/26-12": the second figure belongs to what follows.
    if (sep == '-' && third.digits == 0 && stop + 1 < end &&
        (all[stop] == '/' || all[stop] == '.' || all[stop] == ':') && is_digit(all[stop + 1])) {
      std::size_t first_end = begin;
      figure(first_end, end);
      Token& token = add(TokenKind::Number, begin, first_end);
      token.a = first.value;
      token.digits = first.digits;
      mark(first_end);
      return first_end + 1;
    }
    if ((sep == ':' || sep == '.') && third.digits == 0 && stop + 1 < end && all[stop] == '-' &&
        is_digit(all[stop + 1]) && second.digits == 2) {
      // "9:00-13:00"
      Token& token = add(TokenKind::Pair, begin, stop);
      token.a = first.value;
      token.b = second.value;
      token.digits = first.digits;
      token.mark = sep;
      mark(stop);
      return stop + 1;
    }
    Token& token = add(third.digits > 0    ? TokenKind::Triple
                       : second.digits > 0 ? TokenKind::Pair
                                           : TokenKind::Number,
                       begin, stop);
    token.a = first.value;
    token.digits = first.digits;
    token.mark = sep;
    if (second.digits > 0) token.b = second.value;
    if (third.digits > 0) token.c = third.value;
    if (sep == 0 && stop < end) return ending(token, stop, end);
    return stop;
  }

  /// What hangs on a number: 2nd, 1°, 18h, 17h30, 9am, 10gg.
  std::size_t ending(Token& token, std::size_t stop, std::size_t end) {
    const std::string_view all = out_.folded;
    if (all[stop] == '^') {
      token.ordinal = true;
      return stop + 1;
    }
    std::size_t next = stop;
    while (next < end && is_letter(all[next])) ++next;
    const std::string_view tail = all.substr(stop, next - stop);
    if (tail == "st" || tail == "nd" || tail == "rd" || tail == "th") {
      token.ordinal = true;
      return next;
    }
    if (tail == "h") {
      std::size_t at = next;
      const Figure minutes = figure(at, end);
      token.kind = TokenKind::Pair;
      token.mark = ':';
      token.b = minutes.digits == 2 ? minutes.value : 0;
      return minutes.digits == 2 ? at : next;
    }
    return stop;
  }

  std::string_view text_;
  const Lexicon& lexicon_;
  Tokens out_;
  std::vector<std::uint32_t> from_;
  std::vector<std::uint8_t> accents_;
  std::string joined_;
};

}  // namespace

Tokens tokenise(std::string_view text, const Lexicon& lexicon) {
  return Tokeniser(text, lexicon).run();
}

}  // namespace sportello::flows
