#include "webhooks/whatsapp/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "flows/core/json.h"

namespace sportello::webhooks {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code unit of the four hex digits at `at`, which the scanner has checked.
unsigned code_unit(std::string_view text, std::size_t at) {
  unsigned unit = 0;
  for (std::size_t i = 0; i < 4; ++i) unit = unit * 16 + static_cast<unsigned>(hex_value(text[at + i]));
  return unit;
}

void append_point(std::string& out, unsigned point) {
  const auto put = [&out](unsigned byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

/// Appends what \uXXXX at `at` (the backslash) stands for; returns where the text goes on.
std::size_t append_unicode(std::string& out, std::string_view text, std::size_t at) {
  const unsigned unit = code_unit(text, at + 2);
  at += 6;
  const bool high = unit >= 0xD800 && unit < 0xDC00;
  if (high && at + 6 <= text.size() && text[at] == '\\' && text[at + 1] == 'u') {
    const unsigned low = code_unit(text, at + 2);
    if (low >= 0xDC00 && low < 0xE000) {
      append_point(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      return at + 6;
    }
  }
  if (unit == 0 || (unit >= 0xD800 && unit < 0xE000)) {
    out += kReplacement;
  } else {
    append_point(out, unit);
  }
  return at;
}

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      const std::size_t end = std::min(text.find('\\', at), text.size());
      out += text.substr(at, end - at);
      at = end;
      continue;
    }
    const char c = text[at + 1];
    if (c == 'u') {
      at = append_unicode(out, text, at);
      continue;
    }
    switch (c) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      default:
        out += c;
    }
    at += 2;
  }
  return out;
}

}  // namespace

/// Walks a text once and notes where its values are. No recursion: the depth of the text costs heap, never stack.
class JsonScanner {
 public:
  explicit JsonScanner(JsonText& document) : text_(document.text_), nodes_(document.nodes_) {}

  bool run() {
    if (text_.size() >= std::numeric_limits<std::uint32_t>::max()) return false;
    nodes_.reserve(text_.size() / 16 + 4);
    do {
      if (!value()) return false;
      while (closes()) {
      }
      if (failed_) return false;
    } while (!open_.empty());
    skip_space();
    return at_ == text_.size();
  }

 private:
  using Kind = JsonText::Kind;
  static constexpr std::uint32_t kNoNode = std::numeric_limits<std::uint32_t>::max();

  struct Open {
    std::uint32_t node;  ///< kNoNode below the depth limit
    bool object;
    bool too_deep;
  };

  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }
  std::uint32_t position() const { return static_cast<std::uint32_t>(at_); }
  bool fail() {
    failed_ = true;
    return false;
  }

  void note(std::uint32_t begin, Kind kind, bool escaped = false) {
    if (open_.size() > flows::kMaxJsonDepth) return;
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({begin, position(), index + 1, kind, escaped, false});
  }

  /// Reads a value at the start of one, with the key and colon before it inside an object. Of a container only what
  /// opens it, down to the first scalar or empty container.
  bool value() {
    for (;;) {
      skip_space();
      if (!open_.empty() && open_.back().object && !key()) return false;
      const char c = here();
      if (c != '{' && c != '[') return scalar(c);
      open(c == '{');
      skip_space();
      if (here() == (c == '{' ? '}' : ']')) return true;
    }
  }

  void open(bool object) {
    // The first container past the limit has a node, since a key before it must have a value; nothing in it has one.
    std::uint32_t node = kNoNode;
    if (open_.size() <= flows::kMaxJsonDepth) {
      node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({position(), 0, 0, object ? Kind::Object : Kind::Array, false, false});
    }
    open_.push_back({node, object, open_.size() >= flows::kMaxJsonDepth});
    ++at_;
  }

  /// After a value: closes the container around it, or steps over the comma. True when a container was closed, so
  /// that the same question arises for the next one out.
  bool closes() {
    if (open_.empty()) return false;
    skip_space();
    const Open top = open_.back();
    if (here() == ',') {
      ++at_;
      return false;
    }
    if (here() != (top.object ? '}' : ']')) return fail();
    ++at_;
    open_.pop_back();
    if (top.node != kNoNode) {
      nodes_[top.node].end = position();
      nodes_[top.node].next = static_cast<std::uint32_t>(nodes_.size());
      nodes_[top.node].too_deep = top.too_deep;
    }
    if (top.too_deep && !open_.empty()) open_.back().too_deep = true;
    return true;
  }

  bool key() {
    if (here() != '"' || !string()) return fail();
    skip_space();
    if (here() != ':') return fail();
    ++at_;
    skip_space();
    return true;
  }

  bool scalar(char c) {
    if (c == '"') return string();
    const std::uint32_t begin = position();
    if (c == '-' || is_digit(c)) {
      if (!number()) return fail();
      note(begin, Kind::Number);
      return true;
    }
    for (const std::string_view word :
         {std::string_view("true"), std::string_view("false"), std::string_view("null")}) {
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      note(begin, Kind::Literal);
      return true;
    }
    return fail();
  }

  bool string() {
    const std::uint32_t begin = position();
    bool escaped = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        note(begin, Kind::String, escaped);
        return true;
      }
      if (c < 0x20) return fail();
      if (c != '\\') continue;
      escaped = true;
      if (!escape()) return fail();
    }
    return fail();
  }

  /// At a backslash; ends on the last byte of the escape.
  bool escape() {
    ++at_;
    const char c = here();
    if (c != 'u') return at_ < text_.size() && std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (hex_value(here()) < 0) return false;
    }
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (is_digit(here())) ++at_;
    return at_ > begin;
  }

  bool number() {
    if (here() == '-') ++at_;
    if (here() == '0') {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    if (here() == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (here() == 'e' || here() == 'E') {
      ++at_;
      if (here() == '+' || here() == '-') ++at_;
      if (!digits()) return false;
    }
    return true;
  }

  std::string_view text_;
  std::vector<JsonText::Node>& nodes_;
  std::vector<Open> open_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

std::optional<JsonText> JsonText::read(std::string_view text) {
  JsonText document(text);
  if (!JsonScanner(document).run()) return std::nullopt;
  return document;
}

JsonValue JsonText::root() const {
  return {this, 0};
}

bool JsonValue::says_nothing() const {
  if (!exists() || raw() == "null") return true;
  return (is_object() || is_array()) && node().next == index_ + 1 && !node().too_deep;
}

std::string_view JsonValue::raw() const {
  return exists() ? document_->text_.substr(node().begin, node().end - node().begin) : std::string_view{};
}

std::string_view JsonValue::inside() const {
  const std::string_view quoted = raw();
  return quoted.substr(1, quoted.size() - 2);
}

std::string JsonValue::text() const {
  if (is_string()) return node().escaped ? unescape(inside()) : std::string(inside());
  const bool scalar = is(JsonText::Kind::Number) || is(JsonText::Kind::Literal);
  return scalar && raw() != "null" ? std::string(raw()) : std::string{};
}

std::optional<double> JsonValue::number() const {
  if (!is_string() && !is(JsonText::Kind::Number)) return std::nullopt;
  const std::string_view written = is_string() ? inside() : raw();
  double value = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  const bool whole = error == std::errc{} && end == written.data() + written.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (!is_string() && !is(JsonText::Kind::Number)) return std::nullopt;
  const std::string_view written = is_string() ? inside() : raw();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (error == std::errc{} && end == written.data() + written.size()) return value;
  const std::optional<double> real = number();
  if (!real || std::abs(*real) >= 9e18) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

bool JsonValue::truth() const {
  return raw() == "true" || is_text("true") || integer() == 1;
}

bool JsonValue::is_text(std::string_view text) const {
  if (!is_string()) return false;
  return node().escaped ? unescape(inside()) == text : inside() == text;
}

JsonValue JsonValue::operator[](std::string_view key) const {
  JsonValue found;
  for (const auto& [name, value] : members()) {
    if (name.is_text(key)) found = value;
  }
  return found;
}

JsonValue JsonValue::any(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const JsonValue value = (*this)[key];
    if (value && value.raw() != "null") return value;
  }
  return {};
}

JsonValue JsonValue::first() const {
  return is_array() && node().next > index_ + 1 ? at(index_ + 1) : JsonValue{};
}

}  // namespace sportello::webhooks
