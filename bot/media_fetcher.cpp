#include "bot/media_fetcher.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace sportello::bot {
namespace {

/// Meta delivers files up to 100 MB (Cloud API, media).
constexpr std::size_t kLargest = std::size_t{100} * 1024 * 1024;
constexpr std::chrono::milliseconds kLookAtLeast{5'000};
constexpr int kBatch = 8;
/// Longer than all downloads of a batch take; another process tries again when this one has died.
constexpr std::chrono::minutes kLease{40};
/// An id is good for seven days after the webhook.
constexpr std::chrono::hours kKeptByMeta{7 * 24};

flows::Result<std::string> bytes_of(webhooks::GraphClient& client, const storage::AttachmentRow& attachment,
                                    const flows::PhoneNumberId& number) {
  if (!attachment.url.empty() && attachment.attempts == 1) {
    auto bytes = client.download(attachment.url, kLargest);
    if (bytes || bytes.error().code != flows::Errc::NotFound) return bytes;
  }
  const auto info = client.media(number, attachment.media_id);
  if (!info) return info.error();
  return client.download(info->url, kLargest);
}

}  // namespace

MediaFetcher::MediaFetcher(storage::CommitLoop& commits, Clock& clock, GraphClients clients, MediaStore& media,
                           std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), clients_(std::move(clients)), media_(media), publish_(std::move(publish)) {}

MediaFetcher::~MediaFetcher() {
  stop();
}

void MediaFetcher::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    const auto client = clients_();
    while (!stop.stop_requested()) wakeup_.wait(stop, fetch_due(*client));
  });
}

void MediaFetcher::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

std::chrono::milliseconds MediaFetcher::fetch_due(webhooks::GraphClient& client) {
  const flows::Instant now = clock_.now();
  std::vector<std::pair<storage::AttachmentRow, flows::PhoneNumberId>> due;
  const auto look = [&](storage::Store& store) {
    due.clear();
    for (auto& attachment : store.attachments().due(now, kBatch)) {
      const auto conversation = store.conversations().find(attachment.conversation);
      if (!conversation) continue;
      if (commits_.shared()) {
        attachment.next_attempt_at = now + kLease;
        store.attachments().update(attachment);
      }
      due.emplace_back(std::move(attachment), conversation->number);
    }
  };
  if (commits_.run_and_wait(look) == storage::Committed::No) return std::chrono::milliseconds{1000};
  for (const auto& [attachment, number] : due) {
    const storage::AttachmentRow fetched = fetch(client, attachment, number);
    const auto record = [&](storage::Store& store) {
      // The ticket may have been opened meanwhile: only the file's own columns are news.
      auto current = store.attachments().find(fetched.id);
      if (!current) return;
      const auto ticket = current->ticket;
      *current = fetched;
      current->ticket = ticket;
      store.attachments().update(*current);
    };
    if (commits_.run_and_wait(record) == storage::Committed::No) return std::chrono::milliseconds{1000};
    Afterwards after;
    after.news.push_back({webhooks::DeskNews::Kind::AttachmentStored, {}, fetched.conversation});
    publish_(std::move(after));
  }
  return due.empty() ? kLookAtLeast : std::chrono::milliseconds{1};
}

storage::AttachmentRow MediaFetcher::fetch(webhooks::GraphClient& client, storage::AttachmentRow attachment,
                                           const flows::PhoneNumberId& number) {
  ++attachment.attempts;
  const auto bytes = bytes_of(client, attachment, number);
  const auto name = bytes ? media_.keep(*bytes) : flows::Result<std::string>(bytes.error());
  if (name) {
    attachment.sha256 = *name;
    attachment.size = static_cast<std::int64_t>(bytes->size());
    attachment.mime = sniff_type(*bytes);
    attachment.state = "stored";
    attachment.error.clear();
    attachment.next_attempt_at.reset();
    return attachment;
  }
  attachment.error = name.error().text;
  const flows::Instant now = clock_.now();
  const bool gone = now - attachment.created_at > kKeptByMeta;
  const bool hopeless = name.error().code == flows::Errc::Invalid || name.error().code == flows::Errc::Denied;
  if (gone || hopeless) {
    attachment.state = "failed";
    attachment.next_attempt_at.reset();
  } else {
    attachment.next_attempt_at = now + std::chrono::seconds{1 << std::min(attachment.attempts, 12)};
  }
  return attachment;
}

}  // namespace sportello::bot
