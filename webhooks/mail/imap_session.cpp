#include "webhooks/mail/imap_session.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/mail/curl_setup.h"
#include "webhooks/mail/imap_response.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswerWithin{60};
constexpr std::size_t kLargestResponse = std::size_t{64} * 1024 * 1024;
/// RFC 2177: servers may hang up on an IDLE of half an hour.
constexpr std::chrono::seconds kLongestIdle{25 * 60};

/// Becomes readable when the stop is asked for.
class StopSignal {
 public:
  explicit StopSignal(std::stop_token stop)
      : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), stop_(std::move(stop)), ring_(stop_, Ring{fd_}) {}
  ~StopSignal() { ::close(fd_); }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  int fd() const { return fd_; }
  bool asked() const { return stop_.stop_requested(); }

 private:
  struct Ring {
    int fd;
    void operator()() const {
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
    }
  };
  int fd_;
  std::stop_token stop_;
  std::stop_callback<Ring> ring_;
};

}  // namespace

class ImapSession::Impl {
 public:
  explicit Impl(std::stop_token stop) : curl_(new_curl()), stop_(std::move(stop)) {}
  ~Impl() { curl_easy_cleanup(curl_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<void> connect(const ImapSettings& settings) {
    set_up_connection(curl_, settings.url, settings.user, settings.password, settings.ca_file);
    curl_easy_setopt(curl_, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, 60L);
    const CURLcode result = curl_easy_perform(curl_);
    if (result == CURLE_LOGIN_DENIED) return fail(Errc::Denied, "the mailbox refuses user or password");
    if (result != CURLE_OK) return fail(Errc::Unavailable, curl_easy_strerror(result));
    if (curl_easy_getinfo(curl_, CURLINFO_ACTIVESOCKET, &socket_) != CURLE_OK || socket_ == CURL_SOCKET_BAD) {
      return fail(Errc::Unavailable, "the connection to the mailbox was lost");
    }
    const auto capability = command("CAPABILITY");
    if (!capability) return capability.error();
    for (const ImapLine& line : *capability) can_idle_ = can_idle_ || line.text.find(" IDLE") != std::string::npos;
    return {};
  }

  /// The untagged responses to one command.
  Result<std::vector<ImapLine>> command(const std::string& text) {
    const std::string tag = "d" + std::to_string(++commands_);
    if (auto sent = send(tag + " " + text + "\r\n"); !sent) return sent.error();
    return until_tagged(tag);
  }

  Result<bool> idle(std::chrono::seconds longest) {
    const std::string tag = "d" + std::to_string(++commands_);
    if (auto sent = send(tag + " IDLE\r\n"); !sent) return sent.error();
    bool arrived = false;
    const auto deadline = steady_clock::now() + std::min(longest, kLongestIdle);
    while (!arrived && !stop_.asked()) {
      const auto line = read_line(deadline);
      if (!line && line.error().code == Errc::Timeout) break;
      if (!line) return line.error();
      arrived = line->text.ends_with(" EXISTS");
    }
    if (auto sent = send("DONE\r\n"); !sent) return sent.error();
    if (auto ended = until_tagged(tag); !ended) return ended.error();
    return arrived;
  }

  /// Only waits; true when the stop was asked for.
  bool pause(std::chrono::seconds time) {
    pollfd waiting{stop_.fd(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(time).count()));
    return stop_.asked();
  }

  bool can_idle() const { return can_idle_; }

 private:
  Result<std::vector<ImapLine>> until_tagged(const std::string& tag) {
    std::vector<ImapLine> lines;
    const auto deadline = steady_clock::now() + kAnswerWithin;
    while (true) {
      auto line = read_line(deadline);
      if (!line && line.error().code == Errc::Timeout) {
        return fail(Errc::Unavailable, "the mailbox does not answer");
      }
      if (!line) return line.error();
      if (!line->text.starts_with(tag + " ")) {
        lines.push_back(std::move(*line));
        continue;
      }
      const std::string outcome = line->text.substr(tag.size() + 1);
      if (outcome.starts_with("OK")) return lines;
      return fail(Errc::Invalid, "the mailbox says: " + flows::trim(flows::clean_text(outcome)));
    }
  }

  Result<void> send(const std::string& text) {
    std::size_t done = 0;
    const auto deadline = steady_clock::now() + kAnswerWithin;
    while (done < text.size()) {
      std::size_t sent = 0;
      const CURLcode result = curl_easy_send(curl_, text.data() + done, text.size() - done, &sent);
      if (result == CURLE_AGAIN) {
        if (!await(POLLOUT, deadline)) return lost();
        continue;
      }
      if (result != CURLE_OK) return fail(Errc::Unavailable, curl_easy_strerror(result));
      done += sent;
    }
    return {};
  }

  Result<ImapLine> read_line(steady_clock::time_point deadline) {
    while (true) {
      if (auto line = lexer_.next()) return std::move(*line);
      if (lexer_.overflows(kLargestResponse)) return fail(Errc::Unavailable, "the mailbox answers without end");
      std::array<char, 16384> bytes{};
      std::size_t got = 0;
      const CURLcode result = curl_easy_recv(curl_, bytes.data(), bytes.size(), &got);
      if (result == CURLE_OK && got > 0) {
        lexer_.feed({bytes.data(), got});
      } else if (result == CURLE_AGAIN) {
        if (!await(POLLIN, deadline)) return stop_.asked() ? lost() : fail(Errc::Timeout, "no answer in time");
      } else {
        return lost();
      }
    }
  }

  /// False when the time is over or the stop was asked for.
  bool await(short what, steady_clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0 || stop_.asked()) return false;
    std::array<pollfd, 2> waiting{pollfd{socket_, what, 0}, pollfd{stop_.fd(), POLLIN, 0}};
    return ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) > 0 && !stop_.asked();
  }

  static flows::Error lost() { return fail(Errc::Unavailable, "the connection to the mailbox was lost"); }

  CURL* curl_;
  StopSignal stop_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  ImapLexer lexer_;
  bool can_idle_ = false;
  int commands_ = 0;
};

namespace {

std::vector<std::int64_t> search_result(const std::vector<ImapLine>& lines) {
  std::vector<std::int64_t> uids;
  for (const ImapLine& line : lines) {
    std::string_view rest = line.text;
    if (!rest.starts_with("* SEARCH")) continue;
    rest.remove_prefix(8);
    while (const auto uid = number_after(rest, " ")) {
      uids.push_back(*uid);
      rest.remove_prefix(1);
      const auto space = rest.find(' ');
      if (space == std::string_view::npos) break;
      rest.remove_prefix(space);
    }
  }
  std::sort(uids.begin(), uids.end());
  return uids;
}

}  // namespace

ImapSession::ImapSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ImapSession::~ImapSession() = default;

Result<std::unique_ptr<ImapSession>> ImapSession::open(const ImapSettings& settings, std::stop_token stop) {
  auto impl = std::make_unique<Impl>(std::move(stop));
  if (auto connected = impl->connect(settings); !connected) return connected.error();
  return std::unique_ptr<ImapSession>(new ImapSession(std::move(impl)));
}

Result<ImapFolder> ImapSession::select(const std::string& folder) {
  const auto lines = impl_->command(std::string("SELECT").append(" ").append(imap_quoted(folder)));
  if (!lines) return lines.error();
  ImapFolder found;
  for (const ImapLine& line : *lines) {
    found.uidvalidity = number_after(line.text, "[UIDVALIDITY ").value_or(found.uidvalidity);
    found.uidnext = number_after(line.text, "[UIDNEXT ").value_or(found.uidnext);
  }
  if (found.uidvalidity == 0) return fail(Errc::Invalid, "the mailbox does not tell its UIDVALIDITY");
  return found;
}

Result<std::vector<std::int64_t>> ImapSession::uids_after(std::int64_t uid) {
  const auto lines = impl_->command("UID SEARCH UID " + std::to_string(uid + 1) + ":*");
  if (!lines) return lines.error();
  auto uids = search_result(*lines);
  // "n:*" names the last message even when its UID is smaller (RFC 9051, 6.4.8).
  std::erase_if(uids, [&](std::int64_t found) { return found <= uid; });
  return uids;
}

Result<std::vector<std::int64_t>> ImapSession::uids_since(const std::string& imap_date) {
  const auto lines = impl_->command("UID SEARCH SINCE " + imap_date);
  if (!lines) return lines.error();
  return search_result(*lines);
}

Result<ImapMessage> ImapSession::fetch(std::int64_t uid, std::size_t most) {
  const auto lines =
      impl_->command("UID FETCH " + std::to_string(uid) + " (RFC822.SIZE BODY.PEEK[]<0." + std::to_string(most) + ">)");
  if (!lines) return lines.error();
  for (const ImapLine& line : *lines) {
    if (line.text.find(" FETCH ") == std::string::npos || line.literals.empty()) continue;
    ImapMessage message{line.literals.front(), false};
    const auto size = number_after(line.text, "RFC822.SIZE ").value_or(0);
    message.truncated = size > static_cast<std::int64_t>(most) && message.bytes.size() >= most;
    return message;
  }
  return fail(Errc::NotFound, "the message is not in the mailbox any more");
}

Result<void> ImapSession::mark_seen(std::int64_t uid) {
  const auto lines = impl_->command("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)");
  return lines ? Result<void>() : Result<void>(lines.error());
}

Result<bool> ImapSession::wait(std::chrono::seconds longest, std::chrono::seconds poll) {
  if (impl_->can_idle()) return impl_->idle(longest);
  impl_->pause(std::min(longest, poll));
  return true;
}

}  // namespace sportello::webhooks
