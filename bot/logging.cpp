#include "bot/logging.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "flows/core/time.h"

namespace sportello::bot {
namespace {

/// Prints the whole event as one JSON object, so that no text of a customer can break a line in two.
class JsonSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto at = std::chrono::floor<std::chrono::milliseconds>(message.time);
    const nlohmann::json line{
        {"at", flows::iso_utc(flows::Instant{at.time_since_epoch()})},
        {"level", std::string(spdlog::level::to_string_view(message.level).data(),
                              spdlog::level::to_string_view(message.level).size())},
        {"text", std::string(message.payload.data(), message.payload.size())},
    };
    const std::string text = flows::print_json(line) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  void flush_() override { std::fflush(stderr); }
};

}  // namespace

std::shared_ptr<spdlog::logger> start_log(const std::string& level, const std::string& format) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  if (format == "json") {
    sink = std::make_shared<JsonSink>();
  } else {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_pattern("%H:%M:%S %l %v");
  }
  auto log = std::make_shared<spdlog::logger>("sportello", std::move(sink));
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::info);
  return log;
}

void log_reply(spdlog::logger& log, const webhooks::LogLine& line) {
  if (!line.fault.empty()) {
    log.warn("{} {} {} {}: {} [{}]", line.method, line.route, line.status, line.remote, line.fault, line.request_id);
  } else {
    log.debug("{} {} {} {} us [{}]", line.method, line.route, line.status, line.took.count(), line.request_id);
  }
}

}  // namespace sportello::bot
