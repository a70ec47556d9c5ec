/// The world behind one lock, the thread that delivers webhooks, and whoever listens: phones, and tests that wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/language.h"
#include "webhooks/emulator/postbox.h"
#include "webhooks/emulator/world.h"
#include "webhooks/http/client.h"
#include "webhooks/http/replier.h"

namespace sportello::webhooks::emulator {

/// One attempt to deliver.
struct Delivery {
  flows::Instant at{};
  int status = 0;  ///< 0: no answer
  int attempt = 0;
  std::size_t updates = 0;
  std::chrono::milliseconds took{};
  std::string why{};   ///< of a failure
  std::string what{};  ///< "messages", "message_template_status_update"
};

struct EngineSettings {
  std::string webhook_url{};
  std::filesystem::path media_dir{};
  std::function<flows::Instant()> now{};
  std::function<void(std::optional<flows::Instant>)> set_now{};
  std::function<flows::Localized(const flows::PhoneNumberId&)> hours{};
  std::chrono::milliseconds first_retry{1000};
};

class Engine {
 public:
  Engine(World world, EngineSettings settings);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start();
  void stop();

  /// Runs `act` on the world and carries out what it brings about. From any thread; it must not call back.
  void run(const std::function<void(World&, Moment, Effects&)>& act);

  /// The bytes of a medium; nullopt when they are gone.
  std::optional<std::string> read_media(const std::string& id) const;

  /// A phone that wants to know of changes. `first` is the event it begins with.
  void listen(std::shared_ptr<EventStream> stream, const std::string& first);
  /// Keeps a call unanswered for a minute.
  void hold(Replier replier);
  /// Answers as soon as `ready` gives an answer, and with `late` after `wait`. `ready` sees the world, locked.
  struct Snapshot {
    World& world;
    Moment now;
    std::size_t on_the_way;  ///< webhooks and statuses that are still to come
    const std::deque<Delivery>& deliveries;
  };
  using Ready = std::function<std::optional<Response>(const Snapshot&)>;
  void wait_for(Ready ready, std::chrono::milliseconds wait, Replier replier);

  flows::Instant wall() const { return settings_.now(); }
  bool clock_moves() const { return static_cast<bool>(settings_.set_now); }
  /// What a number's chat says of its hours now; nullopt: nothing.
  std::optional<flows::Localized> hours_of(const std::string& number) const;
  /// Moves the desk's clock, nullopt: back to real time.
  void move_clock(std::optional<flows::Instant> to);

 private:
  struct Waiting {
    Ready ready{};  ///< empty: only held
    std::chrono::milliseconds until{};
    Replier replier;
  };

  Moment moment() const;
  void apply(Effects effects, Moment now);
  void publish(const std::vector<Change>& changes, Moment now);
  void serve_waiting(Moment now);
  std::optional<std::chrono::milliseconds> next_due() const;
  void work();
  void deliver(std::unique_lock<std::mutex>& lock, Client& client, Parcel parcel);
  std::size_t on_the_way() const;

  const EngineSettings settings_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool running_ = false;
  World world_;
  Postbox postbox_;
  std::size_t in_hand_ = 0;  ///< parcels being posted
  std::vector<std::shared_ptr<EventStream>> streams_;
  std::vector<Waiting> waiting_;
  std::deque<Delivery> deliveries_;
  std::uint64_t events_ = 0;
  std::thread thread_;
};

}  // namespace sportello::webhooks::emulator
