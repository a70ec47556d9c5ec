#include "bot/mail_fetcher.h"

#include <algorithm>
#include <array>

#include "bot/wakeup.h"
#include "webhooks/mail/mime.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;

/// Of a larger message only the beginning is read.
constexpr std::size_t kLargestMail = std::size_t{30} * 1024 * 1024;
/// Of one attachment; a larger one stays in the message alone.
constexpr std::size_t kLargestFile = std::size_t{25} * 1024 * 1024;
constexpr std::chrono::seconds kFirstPause{5};
constexpr std::chrono::seconds kLongestPause{300};
constexpr std::chrono::seconds kIdle{240};

/// "21-Nov-2026" (RFC 9051, date), some days before: the other end's zone is not known.
std::string days_ago(flows::Instant now, int days) {
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = flows::iso_utc(now - std::chrono::hours{24 * days});
  const auto month = static_cast<std::size_t>(std::stoi(iso.substr(5, 2)));
  return std::to_string(std::stoi(iso.substr(8, 2))) + "-" + kMonths.at(month - 1) + "-" + iso.substr(0, 4);
}

}  // namespace

MailIntakeDesk::MailIntakeDesk(storage::CommitLoop& commits, Clock& clock, const Desk& desk, MediaStore& media,
                               std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), desk_(desk), media_(media), publish_(std::move(publish)) {}

bool MailIntakeDesk::take(const flows::PhoneNumberId& number, const RawMail& raw,
                          const std::function<void(storage::Store&)>& also) {
  ArrivedMail arrived{raw.mailbox, raw.uidvalidity, raw.uid, {}, webhooks::read_mime(raw.bytes), {}};
  arrived.mail.truncated = raw.truncated;
  const auto whole = media_.keep(raw.bytes);
  if (!whole) return false;
  arrived.raw = *whole;
  for (const flows::MailAttachment& attachment : arrived.mail.attachments) {
    if (attachment.bytes.empty() || attachment.bytes.size() > kLargestFile) continue;
    const auto stored = media_.keep(attachment.bytes);
    if (!stored) return false;
    arrived.files.push_back({attachment.filename, sniff_type(attachment.bytes), *stored,
                             static_cast<std::int64_t>(attachment.bytes.size())});
  }
  Afterwards after;
  const auto run = [&](storage::Store& store) {
    after = {};
    take_mail(store, desk_, number, arrived, clock_.now(), after);
    also(store);
  };
  try {
    if (commits_.run_and_wait(run) == storage::Committed::No) return false;
  } catch (const std::exception& error) {
    const std::string why = error.what();
    after = {};
    const auto park = [&](storage::Store& store) {
      park_mail(store, desk_, number, arrived, why, clock_.now());
      also(store);
    };
    if (commits_.run_and_wait(park) == storage::Committed::No) return false;
  }
  publish_(std::move(after));
  return true;
}

MailFetcher::MailFetcher(storage::CommitLoop& commits, Clock& clock, MailIntakeDesk& desk,
                         std::vector<Mailbox> mailboxes, std::chrono::seconds poll,
                         std::function<void(const std::string&)> log)
    : commits_(commits),
      clock_(clock),
      desk_(desk),
      mailboxes_(std::move(mailboxes)),
      poll_(poll),
      log_(std::move(log)) {}

MailFetcher::~MailFetcher() {
  stop();
}

void MailFetcher::start() {
  for (const Mailbox& mailbox : mailboxes_) {
    threads_.emplace_back([this, &mailbox](const std::stop_token& stop) { watch(mailbox, stop); });
  }
}

void MailFetcher::stop() {
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

void MailFetcher::watch(const Mailbox& mailbox, const std::stop_token& stop) {
  Wakeup pause;
  std::chrono::seconds wait = kFirstPause;
  std::string last;
  while (!stop.stop_requested()) {
    auto session = webhooks::ImapSession::open(mailbox.imap, stop);
    Result<void> ended = session ? Result<void>() : Result<void>(session.error());
    if (session) {
      ended = read(mailbox, **session, stop);
      wait = kFirstPause;
    }
    if (stop.stop_requested()) return;
    if (!ended && ended.error().text != last) log_("mailbox " + mailbox.imap.user + ": " + ended.error().text);
    last = ended ? "" : ended.error().text;
    pause.wait(stop, wait);
    wait = std::min(wait * 2, kLongestPause);
  }
}

/// Where reading goes on. A mailbox seen for the first time is read from now on: what lies in it was answered before
/// there was a desk. One that was numbered anew is gone through for the last days; known Message-IDs are skipped.
Result<storage::MailboxRow> MailFetcher::find_place(const Mailbox& mailbox, webhooks::ImapSession& session,
                                                    const std::stop_token& stop) {
  constexpr int kDaysAgain = 14;
  const auto folder = session.select(mailbox.imap.folder);
  if (!folder) return folder.error();
  std::optional<storage::MailboxRow> known;
  const auto look = [&](storage::Store& store) { known = store.mail_inbox().mailbox(mailbox.name()); };
  if (commits_.run_and_wait(look) == storage::Committed::No) return fail(Errc::Unavailable, "the store does not answer");
  if (known && known->uidvalidity == folder->uidvalidity) return *known;
  storage::MailboxRow place{mailbox.name(), folder->uidvalidity, 0};
  if (known) {
    const auto uids = session.uids_since(days_ago(clock_.now(), kDaysAgain));
    if (!uids) return uids.error();
    if (auto taken = take_new(mailbox, session, place, *uids, stop); !taken) return taken.error();
  }
  place.last_uid = std::max(place.last_uid, folder->uidnext - 1);
  const auto keep = [&](storage::Store& store) { store.mail_inbox().set_mailbox(place); };
  if (commits_.run_and_wait(keep) == storage::Committed::No) return fail(Errc::Unavailable, "the store does not answer");
  return place;
}

Result<void> MailFetcher::read(const Mailbox& mailbox, webhooks::ImapSession& session, const std::stop_token& stop) {
  auto place = find_place(mailbox, session, stop);
  if (!place) return place.error();
  while (!stop.stop_requested()) {
    const auto uids = session.uids_after(place->last_uid);
    if (!uids) return uids.error();
    if (auto taken = take_new(mailbox, session, *place, *uids, stop); !taken) return taken.error();
    if (!uids->empty()) continue;
    if (auto waited = session.wait(kIdle, poll_); !waited) return waited.error();
  }
  return {};
}

Result<void> MailFetcher::take_new(const Mailbox& mailbox, webhooks::ImapSession& session, storage::MailboxRow& place,
                                   const std::vector<std::int64_t>& uids, const std::stop_token& stop) {
  for (const std::int64_t uid : uids) {
    if (stop.stop_requested()) return {};
    auto message = session.fetch(uid, kLargestMail);
    if (!message && message.error().code != Errc::NotFound) return message.error();
    storage::MailboxRow next = place;
    next.last_uid = std::max(place.last_uid, uid);
    if (message) {
      const RawMail raw{mailbox.name(), place.uidvalidity, uid, std::move(message->bytes), message->truncated};
      const auto advance = [&](storage::Store& store) { store.mail_inbox().set_mailbox(next); };
      if (!desk_.take(mailbox.number, raw, advance)) return fail(Errc::Unavailable, "a message could not be stored");
      // A courtesy to people who look into the mailbox too: nothing here depends on it.
      static_cast<void>(session.mark_seen(uid));
    }
    place = next;
  }
  return {};
}

}  // namespace sportello::bot
