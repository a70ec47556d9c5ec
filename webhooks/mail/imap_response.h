/// The grammar of what an IMAP server says (RFC 9051), as far as the desk listens. Internal to webhooks/mail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::webhooks {

/// One response: its text, with each literal taken out and left as "{}".
struct ImapLine {
  std::string text;
  std::vector<std::string> literals;
};

/// Cuts the stream into responses. Bytes go in as they come.
class ImapLexer {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }
  /// The next whole response; nothing while more bytes are needed.
  std::optional<ImapLine> next();
  /// More than any sane response: the connection is to be given up.
  bool overflows(std::size_t most) const { return buffer_.size() + kept_ > most; }

 private:
  std::string buffer_;
  ImapLine line_;
  std::size_t kept_ = 0;
  std::optional<std::size_t> literal_;
};

/// The number after `word` ("UIDVALIDITY 17"), if it is there.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view word);
/// A quoted string (RFC 9051, quoted) of any text without line breaks.
std::string imap_quoted(std::string_view text);

}  // namespace sportello::webhooks
