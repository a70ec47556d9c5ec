/// A desk for tests of the console: a real store with a morning's work in it (tests/data/console/scene.json), the
/// businesses that ship, and a DeskPort that carries the plainest actions out at once.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "flows/business/business.h"
#include "storage/store.h"
#include "tests/support/stage_eraser.h"
#include "tests/support/stage_quality.h"
#include "webhooks/console/console.h"
#include "webhooks/console/desk_port.h"

namespace sportello::test {

/// What one did to the desk, for tests to look at.
struct DeskLog {
  std::vector<webhooks::TicketAction> actions;
  std::vector<std::int64_t> resent;
  std::vector<std::int64_t> replayed;
  std::vector<std::int64_t> mails_resent;
  std::vector<std::int64_t> hooks_resent;
};

/// Writes through the store, one call after another, and calls back before it returns.
class StageDesk : public webhooks::DeskPort {
 public:
  StageDesk(storage::Store& store, std::function<flows::Instant()> now);

  bool act(webhooks::TicketAction action, std::function<void(flows::Result<webhooks::ActionDone>)> done) override;
  bool write(webhooks::StoreWork work, std::function<void(flows::Result<void>)> done) override;
  bool resend(flows::OutboxId message, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool resend_mail(std::int64_t mail_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool resend_hook(std::int64_t delivery_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool replay(std::int64_t inbox_id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool finish_callback(std::int64_t id, std::string who, std::function<void(flows::Result<void>)> done) override;
  bool mark_read(std::string ticket_code, std::string who, std::function<void(flows::Result<void>)> done) override;
  void subscribe(std::function<void(const webhooks::DeskNews&)> listener) override;

  /// As a customer would.
  void receive(const std::string& ticket_code, const std::string& text);
  void tell(const webhooks::DeskNews& news);
  /// Too much waits: everything is refused from now on.
  void refuse_work() { refusing_ = true; }
  /// What every action comes to from now on, instead of being carried out.
  void answer_with(flows::Error error) { answer_ = std::move(error); }

  DeskLog log() const;

 private:
  flows::Result<webhooks::ActionDone> carry_out(const webhooks::TicketAction& action);
  template <class Work>
  auto in_transaction(Work work);

  storage::Store& store_;
  std::function<flows::Instant()> now_;
  mutable std::mutex mutex_;
  std::function<void(const webhooks::DeskNews&)> listener_;
  DeskLog log_;
  bool refusing_ = false;
  std::optional<flows::Error> answer_;
};

class ConsoleStage {
 public:
  ConsoleStage();
  ~ConsoleStage();
  ConsoleStage(const ConsoleStage&) = delete;
  ConsoleStage& operator=(const ConsoleStage&) = delete;

  StageDesk& desk() { return *desk_; }
  storage::Store& store() { return *store_; }
  /// For make_console; one API token, "test-token", under the name "ci".
  webhooks::ConsoleOptions options() const;
  /// A one-time link for one of the scene's operators: the token.
  std::string new_link(const std::string& kind = "sign_in", std::size_t of = 0);
  /// The scene's first operator becomes a manager.
  void promote();
  /// The code of the scene's ticket of that number, from 1.
  const std::string& code(std::size_t ticket) const { return codes_.at(ticket - 1); }
  flows::Instant now() const { return now_; }

 private:
  void play(const nlohmann::json& scene);

  std::filesystem::path folder_;
  flows::Instant now_{};
  std::vector<flows::Business> businesses_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<StageDesk> desk_;
  std::unique_ptr<StageQuality> quality_;
  std::unique_ptr<StageEraser> eraser_;
  std::vector<std::string> codes_;
  std::vector<std::int64_t> operators_;
};

}  // namespace sportello::test
