/// The log: JSON lines in production, readable lines at a terminal. Phone numbers are masked before they get here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "webhooks/http/server.h"

namespace spdlog {
class logger;
}

namespace sportello::bot {

struct SendReport;

/// Sets up the program's log on standard error. `level` and `format` as in the configuration.
std::shared_ptr<spdlog::logger> start_log(const std::string& level, const std::string& format);

/// What a line says beside its text: keys of the JSON object, `key=value` at a terminal.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;
void log_info(spdlog::logger& log, std::string_view text, const LogFields& fields);
void log_warning(spdlog::logger& log, std::string_view text, const LogFields& fields);

/// One line for a reply of the server: faults as warnings, the rest for debugging.
void log_reply(spdlog::logger& log, const webhooks::LogLine& line);
/// One line for an attempt to send; `request` is the webhook that asked for it, empty when nobody knows.
void log_send(spdlog::logger& log, const SendReport& report, const std::string& request);

}  // namespace sportello::bot
