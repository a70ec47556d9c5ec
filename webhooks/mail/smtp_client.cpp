#include "webhooks/mail/smtp_client.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "flows/core/text.h"
#include "webhooks/mail/curl_setup.h"

namespace sportello::webhooks {
namespace {

/// One transfer, as libcurl's callbacks see it.
struct Transfer {
  const std::string& message;
  std::stop_token stop;
  std::size_t given = 0;
  bool sender_named = false;  ///< MAIL FROM went out: from here on replies are about this mail
  bool all_given = false;
  std::string refusal = {};  ///< the server's last words against us

  static std::size_t read(char* place, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = std::min(size * count, transfer.message.size() - transfer.given);
    std::memcpy(place, transfer.message.data() + transfer.given, length);
    transfer.given += length;
    if (length == 0) transfer.all_given = true;
    return length;
  }

  static int listen(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(data, size);
    if (type == CURLINFO_HEADER_OUT && line.starts_with("MAIL FROM")) transfer.sender_named = true;
    const bool refusal = line.starts_with('4') || line.starts_with('5');
    if (type == CURLINFO_HEADER_IN && refusal) transfer.refusal.assign(line.substr(0, 500));
    return 0;
  }

  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->stop.stop_requested() ? 1 : 0;
  }
};

MailOutcome outcome_of(CURLcode result, long code, const Transfer& transfer) {
  using Kind = MailOutcome::Kind;
  if (result == CURLE_OK) return {Kind::Accepted, static_cast<int>(code), {}};
  MailOutcome outcome;
  const bool server_refused = code >= 400 && code < 600;
  outcome.code = server_refused ? static_cast<int>(code) : 0;
  outcome.text = server_refused ? flows::trim(flows::clean_text(transfer.refusal)) : curl_easy_strerror(result);
  const std::array trouble{CURLE_LOGIN_DENIED,        CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR,
                           CURLE_USE_SSL_FAILED,      CURLE_COULDNT_CONNECT,          CURLE_COULDNT_RESOLVE_HOST,
                           CURLE_SSL_CACERT_BADFILE};
  if (std::find(trouble.begin(), trouble.end(), result) != trouble.end() || !transfer.sender_named) {
    outcome.kind = Kind::Down;
  } else if (server_refused) {
    outcome.kind = code < 500 ? Kind::Later : Kind::Refused;
  } else {
    outcome.kind = transfer.all_given ? Kind::Uncertain : Kind::Later;
  }
  return outcome;
}

}  // namespace

class SmtpClient::Impl {
 public:
  explicit Impl(SmtpSettings settings) : settings_(std::move(settings)), curl_(new_curl()) {}
  ~Impl() { curl_easy_cleanup(curl_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  MailOutcome send(const std::string& from, const std::string& to, const std::string& message,
                   const std::stop_token& stop) {
    Transfer transfer{message, stop};
    curl_easy_reset(curl_);
    std::string url = settings_.url;
    if (!settings_.helo_domain.empty()) url += (url.ends_with('/') ? "" : "/") + settings_.helo_domain;
    set_up_connection(curl_, url, settings_.user, settings_.password, settings_.ca_file);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, 120L);
    const std::string sender = "<" + from + ">";
    const std::string recipient = "<" + to + ">";
    curl_easy_setopt(curl_, CURLOPT_MAIL_FROM, sender.c_str());
    curl_slist* recipients = curl_slist_append(nullptr, recipient.c_str());
    curl_easy_setopt(curl_, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl_, CURLOPT_READFUNCTION, &Transfer::read);
    curl_easy_setopt(curl_, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(curl_, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl_, CURLOPT_DEBUGFUNCTION, &Transfer::listen);
    curl_easy_setopt(curl_, CURLOPT_DEBUGDATA, &transfer);
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, &Transfer::go_on);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, &transfer);
    const CURLcode result = curl_easy_perform(curl_);
    long code = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(recipients);
    return outcome_of(result, code, transfer);
  }

 private:
  SmtpSettings settings_;
  CURL* curl_;
};

SmtpClient::SmtpClient(SmtpSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
SmtpClient::~SmtpClient() = default;

MailOutcome SmtpClient::send(const std::string& from, const std::string& to, const std::string& message,
                             const std::stop_token& stop) {
  return impl_->send(from, to, message, stop);
}

}  // namespace sportello::webhooks
