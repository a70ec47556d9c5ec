#include "webhooks/mail/imap_response.h"

#include <charconv>

namespace sportello::webhooks {
namespace {

/// The size of the literal that a line announces at its end: "{123}".
std::optional<std::size_t> announced(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view digits = line.substr(open + 1, line.size() - open - 2);
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

}  // namespace

std::optional<ImapLine> ImapLexer::next() {
  while (true) {
    if (literal_) {
      if (buffer_.size() < *literal_) return std::nullopt;
      line_.literals.push_back(buffer_.substr(0, *literal_));
      kept_ += *literal_;
      buffer_.erase(0, *literal_);
      literal_.reset();
    }
    const auto end = buffer_.find("\r\n");
    if (end == std::string::npos) return std::nullopt;
    const std::string part = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    literal_ = announced(part);
    if (!literal_) {
      line_.text += part;
      ImapLine whole = std::move(line_);
      line_ = {};
      kept_ = 0;
      return whole;
    }
    line_.text += part.substr(0, part.rfind('{')) + "{}";
  }
}

std::optional<std::int64_t> number_after(std::string_view text, std::string_view word) {
  const auto at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + word.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return number;
}

std::string imap_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace sportello::webhooks
