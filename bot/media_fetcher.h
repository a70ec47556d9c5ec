/// Downloads what customers send while Meta still has it: at once (the URL lives five minutes), then by id (seven
/// days).
#pragma once

#include <functional>
#include <thread>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/media_store.h"
#include "bot/sender.h"
#include "bot/wakeup.h"
#include "storage/commit_loop.h"

namespace sportello::bot {

class MediaFetcher {
 public:
  MediaFetcher(storage::CommitLoop& commits, Clock& clock, GraphClients clients, MediaStore& media,
               std::function<void(Afterwards)> publish);
  ~MediaFetcher();
  MediaFetcher(const MediaFetcher&) = delete;
  MediaFetcher& operator=(const MediaFetcher&) = delete;

  void start();
  void stop();
  void wake() { wakeup_.ring(); }

 private:
  std::chrono::milliseconds fetch_due(webhooks::GraphClient& client);
  storage::AttachmentRow fetch(webhooks::GraphClient& client, storage::AttachmentRow attachment,
                               const flows::PhoneNumberId& number, const std::string& told);

  storage::CommitLoop& commits_;
  Clock& clock_;
  GraphClients clients_;
  MediaStore& media_;
  std::function<void(Afterwards)> publish_;
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
