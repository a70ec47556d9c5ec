#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "bot/app.h"
#include "bot/commands/command.h"
#include "bot/commands/numbers.h"
#include "bot/config.h"
#include "bot/logging.h"
#include "bot/service_manager.h"
#include "bot/signals.h"

namespace sportello::bot {
namespace {

int serve(const std::string& file, bool without_copy) {
  ConfigLoad load = load_config(file);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(file).c_str());
  if (!load.config) return kFaultyInput;
  if (without_copy) load.config->copy_before_upgrade = storage::CopyBefore::LeaveOut;
  Numbers numbers = load_numbers(*load.config);
  if (numbers.empty()) return kFaultyInput;

  const auto log = start_log(load.config->log_level, load.config->log_format);
  const std::string address = load.config->listen_address + ":" + std::to_string(load.config->listen_port);
  webhooks::initialize_http();
  Clock clock;
  App app(std::move(*load.config), std::move(numbers), clock, log);
  if (const auto started = app.start(); !started) {
    log->error("cannot start: {}", started.error().text);
    return kFailed;
  }
  log->info("ready on {}", address);
  tell_ready();
  {
    const Watchdog watchdog([&app] { static_cast<void>(app.run([](storage::Store&) {})); });
    wait_for_stop();
  }
  tell_stopping();
  log->info("stopping");
  app.stop();
  log->info("stopped");
  return 0;
}

}  // namespace

void add_serve(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("serve", "Runs the desk");
  auto file = std::make_shared<std::string>();
  command->add_option("--config", *file, "Configuration file, see docs/configuration.md")->required();
  auto without_copy = std::make_shared<bool>(false);
  command->add_flag("--upgrade-without-copy", *without_copy,
                    "On PostgreSQL: brings the tables up to date without pg_dump; make a copy yourself first");
  command->callback([=, &chosen] { chosen = [=] { return serve(*file, *without_copy); }; });
}

}  // namespace sportello::bot
