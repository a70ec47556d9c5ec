/// The log: JSON lines in production, readable lines at a terminal. Phone numbers are masked before they get here.
#pragma once

#include <memory>
#include <string>

#include "webhooks/http/server.h"

namespace spdlog {
class logger;
}

namespace sportello::bot {

/// Sets up the program's log on standard error. `level` and `format` as in the configuration.
std::shared_ptr<spdlog::logger> start_log(const std::string& level, const std::string& format);

/// One line for a reply of the server: faults as warnings, the rest for debugging.
void log_reply(spdlog::logger& log, const webhooks::LogLine& line);

}  // namespace sportello::bot
