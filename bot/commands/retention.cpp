#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/retention_desk.h"

namespace sportello::bot {
namespace {

int report(const std::string& file) {
  const ConfigLoad load = load_config(file);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(file).c_str());
  if (!load.config) return kFaultyInput;
  const flows::Instant now = Clock().now();
  storage::StoreOptions where;
  where.url = load.config->storage_url;
  where.now = now;
  const auto store = storage::open_store(where);
  store->begin();
  const auto lines = look_at_retention(*store, load.config->retention, now);
  store->rollback();
  std::printf("%-10s %-12s %-12s %s\n", "kind", "kept", "oldest", "to go");
  for (const RetentionLine& line : lines) {
    const auto days = load.config->retention.of(line.kind).count();
    const std::string kept = days == 0 ? "for ever" : std::to_string(days) + " days";
    const std::string oldest = line.oldest ? flows::iso_utc(*line.oldest).substr(0, 10) : "-";
    std::printf("%-10s %-12s %-12s %zu\n", std::string(name_of(line.kind)).c_str(), kept.c_str(), oldest.c_str(), line.over);
  }
  std::printf("A serving desk takes away what is to go, every day. Of open tickets nothing goes.\n");
  return 0;
}

}  // namespace

void add_retention(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("retention", "What is kept, for how long, and what is old enough to go");
  auto file = std::make_shared<std::string>();
  command->add_option("--config", *file, "Configuration file")->required();
  command->callback([file, &chosen] { chosen = [file] { return report(*file); }; });
}

}  // namespace sportello::bot
