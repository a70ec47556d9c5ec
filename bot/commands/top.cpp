#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/signals.h"
#include "bot/top/page.h"
#include "webhooks/http/client.h"
#include "webhooks/http/server.h"

namespace sportello::bot {
namespace {

struct TopOptions {
  std::string config;
  int every = 2;
  bool once = false;
};

/// Moves to the upper left corner and clears what is below it.
constexpr const char* kClear = "\x1b[H\x1b[J";

std::chrono::duration<double> unix_time() {
  return std::chrono::system_clock::now().time_since_epoch();
}

flows::Result<Readings> read_metrics(webhooks::Client& http, const std::string& url) {
  webhooks::Call call;
  call.url = url;
  const auto reply = http.send(call, std::chrono::seconds{5});
  if (!reply) return reply.error();
  if (reply->status != 200) return flows::fail(flows::Errc::Unavailable, fmt::format("it answers {}", reply->status));
  return Readings::parse(reply->body);
}

int top(const TopOptions& options) {
  const ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return kFaultyInput;
  webhooks::initialize_http();
  const auto http = webhooks::make_client();
  const std::string url = fmt::format("http://{}:{}/metrics", load.config->listen_address, load.config->listen_port);

  Readings before;
  std::chrono::duration<double> before_at{};
  while (true) {
    const auto now = read_metrics(*http, url);
    if (!now) {
      std::fprintf(stderr, "sportello: %s: %s; does the desk run?\n", url.c_str(), now.error().text.c_str());
      return kFailed;
    }
    const auto at = unix_time();
    const bool first = before_at.count() == 0;
    const std::string page = top_page(first ? *now : before, *now, first ? at - at : at - before_at, at);
    std::printf("%s%s", options.once ? "" : kClear, page.c_str());
    if (options.once) return 0;
    std::printf("\nEvery %d s; Ctrl+C ends.\n", options.every);
    std::fflush(stdout);
    before = *now;
    before_at = at;
    if (stop_comes_within(std::chrono::seconds{options.every})) return 0;
  }
}

}  // namespace

void add_top(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("top", "The running desk at a glance, live");
  auto options = std::make_shared<TopOptions>();
  command->add_option("--config", options->config, "Configuration file")->required();
  command->add_option("--every", options->every, "Seconds from one look to the next")->check(CLI::Range(1, 3600));
  command->add_flag("--once", options->once, "One look, then it ends: for scripts");
  command->callback([options, &chosen] { chosen = [options] { return top(*options); }; });
}

}  // namespace sportello::bot
