/// The console's port to the desk: turns its wishes into commands of the commit loop and tells it what changed.
#pragma once

#include <functional>
#include <mutex>

#include "bot/clock.h"
#include "bot/desk.h"
#include "storage/commit_loop.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

class DeskService : public webhooks::DeskPort {
 public:
  /// `publish` is called after each commit with what is to be done then.
  DeskService(storage::CommitLoop& commits, Clock& clock, Desk& desk, std::function<void(Afterwards)> publish);

  bool act(webhooks::TicketAction action, std::function<void(flows::Result<webhooks::ActionDone>)> done) override;
  bool write(webhooks::StoreWork work, std::function<void(flows::Result<void>)> done) override;
  bool resend(flows::OutboxId message, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool resend_mail(std::int64_t mail_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool resend_hook(std::int64_t delivery_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool replay(std::int64_t inbox_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool finish_callback(std::int64_t id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool mark_read(std::string ticket_code, std::string who, std::function<void(flows::Result<void>)> done) override;
  void subscribe(std::function<void(const webhooks::DeskNews&)> listener) override;

  /// Passes news on to the subscriber, if there is one. From any thread.
  void tell(const webhooks::DeskNews& news);

 private:
  storage::CommitLoop& commits_;
  Clock& clock_;
  Desk& desk_;
  std::function<void(Afterwards)> publish_;
  std::mutex mutex_;
  std::function<void(const webhooks::DeskNews&)> listener_;
};

}  // namespace sportello::bot
