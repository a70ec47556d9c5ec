#include "bot/logging.h"

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "bot/desk.h"
#include "flows/core/json.h"
#include "flows/core/time.h"

namespace sportello::bot {
namespace {

/// The fields of the line that this thread is logging: sinks are called on the thread that logs.
thread_local const LogFields* current_fields = nullptr;

std::string text_of(const spdlog::string_view_t& text) {
  return {text.data(), text.size()};
}

std::string level_of(const spdlog::details::log_msg& message) {
  return text_of(spdlog::level::to_string_view(message.level));
}

class LineSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  virtual std::string line_of(const spdlog::details::log_msg& message, const LogFields& fields) = 0;

  void sink_it_(const spdlog::details::log_msg& message) override {
    const LogFields none;
    const std::string text = line_of(message, current_fields == nullptr ? none : *current_fields) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  void flush_() override { std::fflush(stderr); }
};

/// Prints the whole event as one JSON object, so that no text of a customer can break a line in two.
class JsonSink : public LineSink {
  std::string line_of(const spdlog::details::log_msg& message, const LogFields& fields) override {
    const auto at = std::chrono::floor<std::chrono::milliseconds>(message.time);
    nlohmann::json line{{"at", flows::iso_utc(flows::Instant{at.time_since_epoch()})},
                        {"level", level_of(message)},
                        {"text", text_of(message.payload)}};
    for (const auto& [key, value] : fields) line[std::string(key)] = value;
    return flows::print_json(line);
  }
};

class TextSink : public LineSink {
  std::string line_of(const spdlog::details::log_msg& message, const LogFields& fields) override {
    const std::time_t at = std::chrono::system_clock::to_time_t(message.time);
    std::tm local{};
    ::localtime_r(&at, &local);
    std::string line = fmt::format("{:02}:{:02}:{:02} {} {}", local.tm_hour, local.tm_min, local.tm_sec,
                                   level_of(message), text_of(message.payload));
    for (const auto& [key, value] : fields) line += fmt::format(" {}={}", key, value);
    return line;
  }
};

void log_line(spdlog::logger& log, spdlog::level::level_enum level, std::string_view text, const LogFields& fields) {
  if (!log.should_log(level)) return;
  current_fields = &fields;
  log.log(level, spdlog::string_view_t(text.data(), text.size()));
  current_fields = nullptr;
}

}  // namespace

std::shared_ptr<spdlog::logger> start_log(const std::string& level, const std::string& format) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  if (format == "json") {
    sink = std::make_shared<JsonSink>();
  } else {
    sink = std::make_shared<TextSink>();
  }
  auto log = std::make_shared<spdlog::logger>("sportello", std::move(sink));
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::info);
  return log;
}

void log_info(spdlog::logger& log, std::string_view text, const LogFields& fields) {
  log_line(log, spdlog::level::info, text, fields);
}

void log_warning(spdlog::logger& log, std::string_view text, const LogFields& fields) {
  log_line(log, spdlog::level::warn, text, fields);
}

void log_reply(spdlog::logger& log, const webhooks::LogLine& line) {
  const bool fault = !line.fault.empty();
  const auto level = fault ? spdlog::level::warn : spdlog::level::debug;
  if (!log.should_log(level)) return;
  LogFields fields{{"request", std::string(line.request_id)},
                   {"status", std::to_string(line.status)},
                   {"took_us", std::to_string(line.took.count())}};
  if (fault) fields.emplace_back("remote", line.remote);
  log_line(log, level,
           fault ? fmt::format("{} {}: {}", line.method, line.route, line.fault)
                 : fmt::format("{} {}", line.method, line.route),
           fields);
}

void log_send(spdlog::logger& log, const SendReport& report, const std::string& request) {
  LogFields fields{{"message", std::to_string(report.message.value)},
                   {"to", report.to},
                   {"took_ms", std::to_string(report.took.count())}};
  if (!request.empty()) fields.emplace_back("request", request);
  if (report.code != 0) fields.emplace_back("code", std::to_string(report.code));
  const bool good = report.outcome == "accepted";
  log_line(log, good ? spdlog::level::info : spdlog::level::warn, "send " + std::string(report.outcome), fields);
}

}  // namespace sportello::bot
