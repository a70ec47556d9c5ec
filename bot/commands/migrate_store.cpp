#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "bot/commands/command.h"
#include "bot/clock.h"
#include "bot/config.h"
#include "bot/desk_lock.h"
#include "storage/snapshot.h"
#include "storage/transfer.h"

namespace sportello::bot {
namespace {

int migrate_store(const std::string& file, const std::string& to) {
  const ConfigLoad load = load_config(file);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(file).c_str());
  if (!load.config) return kFaultyInput;
  try {
    const std::string& from = load.config->storage_url;
    const DeskLock lock(storage::database_file(from));
    const auto tables = storage::transfer(from, to, Clock().now(), [](std::string_view table) {
      std::fprintf(stderr, "copying %.*s\n", static_cast<int>(table.size()), table.data());
    });
    for (const storage::TransferredTable& table : tables) {
      std::printf("%-20s %9lld rows  sha256 %.16s… the same on both sides\n", table.name.c_str(),
                  static_cast<long long>(table.rows), table.sha256.c_str());
    }
    std::printf(
        "The desk is in PostgreSQL. Write its URL into storage.url, name storage.media (the files are still in %s), and "
        "start the desk. The old file is as it was: keep it until you are sure.\n",
        load.config->media.c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\nNothing was moved; the desk's file is as it was.\n", error.what());
    return kFailed;
  }
}

}  // namespace

void add_migrate_store(CLI::App& program, Chosen& chosen) {
  struct Options {
    std::string config;
    std::string to;
  };
  auto options = std::make_shared<Options>();
  auto* command = program.add_subcommand("migrate-store", "Moves a stopped desk from SQLite to PostgreSQL");
  command->add_option("--config", options->config, "Configuration file that names the SQLite database")->required();
  command->add_option("--to", options->to, "postgresql://user@host/database, an empty database in UTF-8")->required();
  command->callback([options, &chosen] { chosen = [options] { return migrate_store(options->config, options->to); }; });
}

}  // namespace sportello::bot
