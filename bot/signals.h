/// Stopping on request. Signals are masked before any thread exists and waited for on the main thread.
#pragma once

#include <chrono>

namespace sportello::bot {

/// Masks SIGINT, SIGTERM and SIGPIPE in this thread and all it will start. First thing in main.
void mask_signals();

/// Waits for SIGINT or SIGTERM. From then on a second one ends the process at once: what is acknowledged is on disk.
void wait_for_stop();

/// Waits so long at most; true when SIGINT or SIGTERM came meanwhile.
bool stop_comes_within(std::chrono::seconds longest);

}  // namespace sportello::bot
