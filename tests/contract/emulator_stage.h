/// The emulator, our webhook rim and our Graph client, on one real listener of loopback, with a hand-held clock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "webhooks/emulator/emulator.h"
#include "webhooks/http/client.h"
#include "webhooks/http/server.h"
#include "webhooks/whatsapp/graph_client.h"
#include "webhooks/whatsapp/webhook.h"

namespace sportello::tests {

inline const flows::PhoneNumberId kLeotron{"109876543210"};
inline const flows::PhoneNumberId kKzweb{"108888888888"};

class EmulatorStage {
 public:
  EmulatorStage();
  ~EmulatorStage();
  EmulatorStage(const EmulatorStage&) = delete;
  EmulatorStage& operator=(const EmulatorStage&) = delete;

  /// The control API. Throws std::runtime_error for anything but a 200.
  nlohmann::json get(const std::string& path);
  nlohmann::json post(const std::string& path, const nlohmann::json& body);
  webhooks::Reply call(webhooks::Method method, const std::string& path, std::string body = {},
                       webhooks::Headers headers = {});
  /// Whatever a customer does; gives the message's id.
  std::string say(const nlohmann::json& deed);
  /// Until nothing is on its way any more.
  void settle();

  /// The first update that came and pleases, with those before it thrown away; waits up to thirty seconds.
  webhooks::Update wait_for(const std::function<bool(const webhooks::Update&)>& pleases);
  /// The next customer's message.
  flows::CustomerMessage next_message();
  /// The next status of that state.
  webhooks::StatusUpdate next_status(webhooks::StatusUpdate::State state);
  std::vector<webhooks::Update> take_all();
  /// What the desk answers to a batch from now on.
  void answer(webhooks::Kept kept) { kept_ = kept; }
  int bad_signatures() const { return bad_signatures_; }

  webhooks::GraphClient& graph() { return *graph_; }
  webhooks::Client& http() { return *http_; }
  std::string url(const std::string& path) const;
  void move(std::chrono::milliseconds time) { now_ = now_.load() + time.count(); }

 private:
  webhooks::EmulatorOptions options(std::uint16_t port);
  void keep(std::vector<webhooks::Update> updates);

  std::filesystem::path media_dir_;
  std::atomic<std::int64_t> now_;
  std::atomic<webhooks::Kept> kept_{webhooks::Kept::Stored};
  std::atomic<int> bad_signatures_{0};
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<webhooks::Update> updates_;
  std::uint16_t port_ = 0;
  std::unique_ptr<webhooks::Emulator> emulator_;
  std::unique_ptr<webhooks::Webhook> webhook_;
  std::unique_ptr<webhooks::Server> server_;
  std::unique_ptr<webhooks::Client> http_;
  std::unique_ptr<webhooks::GraphClient> graph_;
};

}  // namespace sportello::tests
