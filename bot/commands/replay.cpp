#include "bot/replay.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "bot/app.h"
#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/commands/numbers.h"
#include "bot/config.h"

namespace sportello::bot {
namespace {

struct ReplayOptions {
  std::string config;
  bool parked = false;
  std::string into;
};

std::unique_ptr<storage::Store> open_at(const std::string& url, flows::Instant now) {
  storage::StoreOptions where;
  where.url = url;
  where.now = now;
  return storage::open_store(where);
}

int take_up_parked(const Config& config, Desk& desk) {
  const flows::Instant now = Clock().now();
  const auto store = open_at(config.storage_url, now);
  int still_parked = 0;
  const auto events = replay_parked(*store, desk, now);
  for (const ReplayedEvent& event : events) {
    std::printf("event %lld (%s): %s%s\n", static_cast<long long>(event.id), event.kind.c_str(),
                event.parked ? "parked again: " : "", event.outcome.c_str());
    still_parked += event.parked ? 1 : 0;
  }
  if (events.empty()) {
    std::printf("No event is parked.\n");
  } else {
    std::printf("%zu taken up, %d still parked. A running desk sends the answers within half a minute.\n",
                events.size() - static_cast<std::size_t>(still_parked), still_parked);
  }
  return still_parked == 0 ? 0 : kFailed;
}

int replay_whole_log(const Config& config, Desk& desk, const std::string& into) {
  if (std::filesystem::exists(into)) {
    std::fprintf(stderr, "sportello: %s is there already; give the name of a file that is not\n", into.c_str());
    return kFaultyInput;
  }
  const flows::Instant now = Clock().now();
  const auto log = storage::open_reader(config.storage_url);
  const auto store = open_at("sqlite://" + std::filesystem::absolute(into).string(), now);
  const LogReplay done = replay_log(*log, *store, desk, now);
  store->checkpoint();
  std::printf("%lld events and %lld timers replayed into %s; %lld events parked.\n",
              static_cast<long long>(done.events), static_cast<long long>(done.timers), into.c_str(),
              static_cast<long long>(done.parked));
  if (done.unsent > 0) {
    std::printf("%lld answers without a status in the log are kept as failed: they will not be sent by themselves.\n",
                static_cast<long long>(done.unsent));
  }
  return 0;
}

int replay(const ReplayOptions& options) {
  const ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return kFaultyInput;
  Numbers numbers = load_numbers(*load.config);
  if (numbers.empty()) return kFaultyInput;
  DeskOptions behaviour = desk_options(*load.config, numbers);
  // What was mailed once is not mailed again by whoever opens the new database.
  if (!options.parked) behaviour.mail.reset();
  Desk desk(std::move(numbers), std::move(behaviour));
  return options.parked ? take_up_parked(*load.config, desk) : replay_whole_log(*load.config, desk, options.into);
}

}  // namespace

void add_replay(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand(
      "replay", "Takes up parked events again, or rebuilds a database from the log of everything received");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("--config", options->config, "Configuration file")->required();
  auto* what = command->add_option_group("what", "One of the two");
  what->add_flag("--parked", options->parked,
                 "Every parked event, in the configured database; also beside a running desk");
  what->add_option("--into", options->into,
                   "A database file to be made: every event of the log is taken again at its time; nothing is sent");
  what->require_option(1);
  command->callback([options, &chosen] { chosen = [options] { return replay(*options); }; });
}

}  // namespace sportello::bot
