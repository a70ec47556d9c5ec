#include "bot/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace sportello::bot {

void tell_ready() {
  sd_notify(0, "READY=1");
}

void tell_stopping() {
  sd_notify(0, "STOPPING=1");
}

Watchdog::Watchdog(std::function<void()> prove) {
  std::uint64_t limit_us = 0;
  if (sd_watchdog_enabled(0, &limit_us) <= 0) return;
  const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds{limit_us / 2});
  thread_ = std::jthread([this, pause, prove = std::move(prove)](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      prove();
      sd_notify(0, "WATCHDOG=1");
      wakeup_.wait(stop, pause);
    }
  });
}

Watchdog::~Watchdog() {
  thread_.request_stop();
  wakeup_.ring();
}

}  // namespace sportello::bot
