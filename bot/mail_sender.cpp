#include "bot/mail_sender.h"

#include <algorithm>
#include <memory>
#include <sstream>
#include <vector>

#include "bot/mail_desk.h"
#include "webhooks/mail/mime.h"

namespace sportello::bot {
namespace {

using webhooks::MailOutcome;
using Kind = MailOutcome::Kind;

constexpr std::chrono::milliseconds kLookForMail{30'000};
constexpr std::chrono::seconds kFirstMailPause{30};
constexpr std::chrono::hours kLongestMailPause{1};
/// RFC 5321, 4.5.4.1: give up after four to five days.
constexpr std::chrono::hours kGiveUpAfter{5 * 24};
constexpr int kMailBatch = 10;
/// Longer than a batch takes; another process sends what this one had in hand when it died.
constexpr std::chrono::minutes kMailLease{30};

/// A person typed it, so no machine's marks.
bool is_automatic(const storage::MailRow& row) {
  return row.author == "bot";
}

bool is_mailing(std::string_view purpose) {
  return purpose == "survey" || purpose == "reminder";
}

/// An address with anything in it that could end the SMTP command early is not one.
bool is_plain_address(const std::string& address) {
  return !address.empty() && address.find('@') != std::string::npos &&
         std::none_of(address.begin(), address.end(), [](unsigned char c) {
           return c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',' || c == '"';
         });
}

}  // namespace

storage::MailRow after_attempt(storage::MailRow mail, const MailOutcome& outcome, flows::Instant now) {
  mail.reply_code = outcome.code;
  mail.error = outcome.text;
  if (outcome.kind == Kind::Accepted) {
    mail.state = "sent";
    mail.sent_at = now;
    return mail;
  }
  if (outcome.kind == Kind::Uncertain) {
    mail.error = "it may have arrived: " + outcome.text + "; sent again with the same Message-ID";
  }
  if (outcome.kind == Kind::Refused || now - mail.created_at >= kGiveUpAfter) {
    mail.state = "failed";
    return mail;
  }
  const auto pause = kFirstMailPause * (1 << std::clamp(mail.attempts - 1, 0, 7));
  mail.state = "queued";
  mail.not_before = now + std::min<std::chrono::seconds>(pause, kLongestMailPause);
  return mail;
}

MailSender::MailSender(storage::CommitLoop& commits, Clock& clock, MailTransport transport,
                       std::function<void(Afterwards)> publish, std::function<void(const std::string&)> log)
    : commits_(commits),
      clock_(clock),
      transport_(std::move(transport)),
      publish_(std::move(publish)),
      log_(std::move(log)) {}

MailSender::~MailSender() {
  stop();
}

void MailSender::start() {
  if (!transport_) return;
  if (!commits_.shared()) {
    static_cast<void>(commits_.run_and_wait([](storage::Store& store) { store.mail().requeue_interrupted(); }));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) wakeup_.wait(stop, send_due(stop));
  });
}

void MailSender::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

std::optional<std::string> MailSender::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void MailSender::note(const MailOutcome& outcome) {
  std::optional<std::string> news;
  {
    const std::lock_guard lock(mutex_);
    if (outcome.kind == Kind::Down && trouble_ != outcome.text) news = "mail does not leave: " + outcome.text;
    if (outcome.kind == Kind::Accepted && trouble_) news = "mail leaves again";
    if (outcome.kind == Kind::Down) trouble_ = outcome.text;
    if (outcome.kind == Kind::Accepted) trouble_.reset();
  }
  if (news && log_) log_(*news);
}

std::chrono::milliseconds MailSender::send_due(const std::stop_token& stop) {
  const flows::Instant now = clock_.now();
  std::vector<storage::MailRow> due;
  std::optional<flows::Instant> next;
  const auto claim = [&](storage::Store& store) {
    if (commits_.shared()) store.mail().requeue_interrupted(now);
    due = store.mail().due(now, kMailBatch);
    for (storage::MailRow& mail : due) {
      mail.state = "in_flight";
      mail.not_before = now + kMailLease;
      ++mail.attempts;
      store.mail().update(mail);
    }
    next = store.mail().next_due();
  };
  if (commits_.run_and_wait(claim) == storage::Committed::No) return std::chrono::milliseconds{1000};
  bool down = false;
  for (storage::MailRow& mail : due) {
    // A server that is away is asked once; the others of the batch go back as they were.
    const bool tried = !down && !stop.stop_requested();
    const MailOutcome outcome =
        tried ? transport_(mail, stop) : MailOutcome{Kind::Down, 0, trouble().value_or("the desk is stopping")};
    if (stop.stop_requested() && outcome.kind == Kind::Down) return std::chrono::milliseconds{0};
    if (tried) note(outcome);
    down = down || outcome.kind == Kind::Down;
    const storage::MailRow after = after_attempt(mail, outcome, clock_.now());
    if (commits_.run_and_wait([&](storage::Store& store) { store.mail().update(after); }) == storage::Committed::No) {
      // It stays in flight; the next start sends it again under the same Message-ID.
      return std::chrono::milliseconds{1000};
    }
    Afterwards news;
    news.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, {}});
    publish_(std::move(news));
  }
  if (!due.empty()) return std::chrono::milliseconds{1};
  if (!next) return kLookForMail;
  return std::clamp(*next - clock_.now(), std::chrono::milliseconds{10}, kLookForMail);
}

flows::OutgoingMail message_of(const storage::MailRow& row, const MailSettings& settings,
                               const flows::Business& business) {
  flows::OutgoingMail mail;
  mail.from_name = business.name;
  mail.from = sender_of(settings, business.id);
  mail.to = row.recipient;
  mail.subject = row.subject;
  mail.text = row.body;
  mail.message_id = row.message_id;
  mail.in_reply_to = row.in_reply_to;
  std::istringstream ids(row.thread);
  for (std::string id; ids >> id;) mail.references.push_back(id);
  mail.date = row.created_at;
  mail.automatic = is_automatic(row);
  if (is_mailing(row.purpose)) mail.unsubscribe = "mailto:" + mail.from + "?subject=STOP";
  mail.language = name_of(business.language);
  return mail;
}

MailTransport smtp_transport(webhooks::SmtpSettings smtp, MailSettings settings, Numbers numbers, ReadFile read_file) {
  auto client = std::make_shared<webhooks::SmtpClient>(std::move(smtp));
  return [client, settings = std::move(settings), numbers = std::move(numbers), read_file = std::move(read_file)](
             const storage::MailRow& row, const std::stop_token& stop) -> MailOutcome {
    const auto business = std::find_if(numbers.begin(), numbers.end(),
                                       [&](const auto& each) { return each.second->id == row.business; });
    if (business == numbers.end()) return {Kind::Refused, 0, "its business is not in the configuration any more"};
    if (!is_plain_address(row.recipient)) return {Kind::Refused, 0, "not an address mail can be sent to"};
    flows::OutgoingMail mail = message_of(row, settings, *business->second);
    if (!row.file.empty()) {
      auto bytes = read_file(row.file);
      if (!bytes) return {Kind::Refused, 0, "its file " + row.file_name + " cannot be read: " + bytes.error().text};
      mail.files.push_back({row.file_name, row.file_type, std::move(*bytes)});
    }
    return client->send(mail.from, mail.to, webhooks::write_mime(mail), stop);
  };
}

}  // namespace sportello::bot
