#include "bot/media_fetcher.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "flows/core/json.h"

namespace sportello::bot {
namespace {

/// Meta delivers files up to 100 MB (Cloud API, media).
constexpr std::size_t kLargest = std::size_t{100} * 1024 * 1024;
constexpr std::chrono::milliseconds kLookForMedia{5'000};
constexpr int kMediaBatch = 8;
/// Longer than all downloads of a batch take; another process tries again when this one has died.
constexpr std::chrono::minutes kMediaLease{40};
/// An id is good for seven days after the webhook.
constexpr std::chrono::hours kKeptByMeta{7 * 24};

/// What Meta told of the file with the message.
std::string told_hash(storage::Store& store, const flows::PhoneNumberId& number, const flows::Wamid& wamid) {
  const auto message = store.conversations().find_message(number, wamid);
  const auto content = message ? flows::parse_json(message->content) : flows::fail(flows::Errc::NotFound, "");
  const auto read = content ? flows::customer_message_from_json(*content) : flows::Result<flows::CustomerMessage>(content.error());
  const auto* media = read ? std::get_if<flows::MediaSent>(&read->said) : nullptr;
  return media != nullptr ? media->sha256 : std::string{};
}

flows::Result<std::string> download(webhooks::GraphClient& client, const std::string& url, IncomingFile& file,
                                    const std::string& told) {
  bool room = true;
  const auto size = client.download(url, [&](std::string_view piece) { return room = file.write(piece); }, kLargest);
  if (!room) return flows::fail(flows::Errc::Unavailable, "the file could not be written: is the disk full?");
  if (!size) return size.error();
  return file.keep(told);
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
  struct Due {
    storage::AttachmentRow attachment;
    flows::PhoneNumberId number;
    std::string told;
  };
  std::vector<Due> due;
  const auto look = [&](storage::Store& store) {
    due.clear();
    for (auto& attachment : store.attachments().due(now, kMediaBatch)) {
      const auto conversation = store.conversations().find(attachment.conversation);
      if (!conversation) continue;
      if (commits_.shared()) {
        attachment.next_attempt_at = now + kMediaLease;
        store.attachments().update(attachment);
      }
      std::string told = told_hash(store, conversation->number, attachment.message);
      due.push_back({std::move(attachment), conversation->number, std::move(told)});
    }
  };
  if (commits_.run_and_wait(look) == storage::Committed::No) return std::chrono::milliseconds{1000};
  for (const Due& each : due) {
    const storage::AttachmentRow fetched = fetch(client, each.attachment, each.number, each.told);
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
  return due.empty() ? kLookForMedia : std::chrono::milliseconds{1};
}

storage::AttachmentRow MediaFetcher::fetch(webhooks::GraphClient& client, storage::AttachmentRow attachment,
                                           const flows::PhoneNumberId& number, const std::string& told) {
  ++attachment.attempts;
  flows::Result<std::string> name = flows::fail(flows::Errc::NotFound, "no address");
  std::optional<IncomingFile> file;
  if (!attachment.url.empty() && attachment.attempts == 1) {
    name = download(client, attachment.url, file.emplace(media_.folder()), told);
  }
  // The address lives five minutes, the id seven days.
  if (!name && name.error().code == flows::Errc::NotFound) {
    const auto info = client.media(number, attachment.media_id);
    if (info) {
      file.emplace(media_.folder());
      name = download(client, info->url, *file, info->sha256.empty() ? told : info->sha256);
    } else {
      name = info.error();
    }
  }
  if (name) {
    attachment.sha256 = *name;
    attachment.size = file->size();
    attachment.mime = sniff_type(file->start());
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
