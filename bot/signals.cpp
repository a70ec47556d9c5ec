#include "bot/signals.h"

#include <pthread.h>
#include <csignal>
#include <cstdlib>
#include <ctime>

namespace sportello::bot {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void mask_signals() {
  sigset_t set = stop_signals();
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void wait_for_stop() {
  const sigset_t set = stop_signals();
  int received = 0;
  sigwait(&set, &received);
  struct sigaction at_once {};
  at_once.sa_handler = [](int) { std::_Exit(1); };
  sigaction(SIGINT, &at_once, nullptr);
  sigaction(SIGTERM, &at_once, nullptr);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool stop_comes_within(std::chrono::seconds longest) {
  const sigset_t set = stop_signals();
  const timespec pause{static_cast<std::time_t>(longest.count()), 0};
  return sigtimedwait(&set, nullptr, &pause) > 0;
}

}  // namespace sportello::bot
