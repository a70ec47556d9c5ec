#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "bot/backup/backup.h"
#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/version.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;

struct BackupOptions {
  std::string config;
  std::string file;
  std::string passphrase;
  int keep = 0;
  bool no_media = false;
  bool overwrite = false;
  bool check = false;
};

int complain_of(const flows::Error& error) {
  std::fprintf(stderr, "sportello: %s\n", error.text.c_str());
  return error.code == flows::Errc::Unavailable ? kFailed : kFaultyInput;
}

std::optional<Config> read_config(const std::string& file) {
  ConfigLoad load = load_config(file);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(file).c_str());
  return std::move(load.config);
}

flows::Result<Passphrase> passphrase_of(const BackupOptions& options) {
  if (options.passphrase.empty()) return Passphrase{};
  const auto found = read_secret(options.passphrase);
  if (!found) return found.error();
  return Passphrase{*found};
}

void print_content(const BackupContent& content) {
  const auto rows = [&](const char* table) {
    const auto found = content.database.rows.find(table);
    return found == content.database.rows.end() ? 0LL : static_cast<long long>(found->second);
  };
  std::printf("  made %s, schema %d: %lld tickets, %lld people, %lld messages out, %lld in, %zu files\n",
              content.made_at.c_str(), content.database.schema, rows("ticket"), rows("person"), rows("outbox"),
              rows("message"), content.media_files);
}

int backup(const BackupOptions& options) {
  const auto config = read_config(options.config);
  if (!config) return kFaultyInput;
  const auto passphrase = passphrase_of(options);
  if (!passphrase) return complain_of(passphrase.error());
  BackupRequest request;
  request.storage_url = config->storage_url;
  request.media = config->media;
  request.to = options.file;
  if (options.file.empty()) {
    request.to = storage::database_file(config->storage_url).parent_path() / "backups";
    fs::create_directories(request.to);
    fs::permissions(request.to, fs::perms::owner_all);
  }
  request.passphrase = *passphrase;
  request.with = options.no_media ? Media::LeaveOut : Media::Include;
  request.keep = options.keep;
  request.now = Clock().now();
  request.program = version();
  const auto report = make_backup(request);
  if (!report) return complain_of(report.error());
  std::printf("%s (%.1f MB%s), read back and checked\n", report->file.c_str(), static_cast<double>(report->bytes) / 1e6,
              request.passphrase ? ", sealed" : "");
  print_content(report->content);
  for (const fs::path& old : report->removed) std::printf("  removed %s\n", old.c_str());
  return 0;
}

int restore(const BackupOptions& options) {
  const auto config = read_config(options.config);
  if (!config) return kFaultyInput;
  const auto passphrase = passphrase_of(options);
  if (!passphrase) return complain_of(passphrase.error());
  if (options.check) {
    const fs::path folder = storage::database_file(config->storage_url).parent_path();
    const auto content = check_backup(options.file, *passphrase, folder);
    if (!content) return complain_of(content.error());
    std::printf("%s is whole\n", options.file.c_str());
    print_content(*content);
    return 0;
  }
  RestoreRequest request;
  request.from = options.file;
  request.passphrase = *passphrase;
  request.storage_url = config->storage_url;
  request.media = config->media;
  request.existing = options.overwrite ? Overwrite::MoveAside : Overwrite::Refuse;
  request.now = Clock().now();
  const auto report = restore_backup(request);
  if (!report) return complain_of(report.error());
  std::printf("Restored %s\n", options.file.c_str());
  print_content(report->content);
  if (!report->replaced.empty()) std::printf("  the database that was there is now %s\n", report->replaced.c_str());
  if (report->doubtful > 0) {
    std::printf(
        "  %lld messages waited to be sent when the backup was made. Nobody knows whether they have been sent since:\n"
        "  they are flagged as uncertain on the console, where they can be sent again.\n",
        static_cast<long long>(report->doubtful));
  }
  std::printf("Start the desk now. What came in after the backup was made is not in it.\n");
  return 0;
}

}  // namespace

void add_backup(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("backup", "Copies database and media into one file, while the desk runs");
  auto options = std::make_shared<BackupOptions>();
  command->add_option("--config", options->config, "Configuration file")->required();
  command->add_option("--to", options->file,
                      "File that does not exist yet, or a folder; 'backups' beside the database when not given");
  command->add_option("--encrypt", options->passphrase, "Seals it with a passphrase: file:PATH or env:NAME");
  command->add_option("--keep", options->keep, "Removes the oldest of the folder's backups beyond so many")
      ->check(CLI::Range(1, 100'000));
  command->add_flag("--no-media", options->no_media, "Leaves photos, documents and voice notes out");
  command->callback([options, &chosen] { chosen = [options] { return backup(*options); }; });
}

void add_restore(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("restore", "Brings a backup back; the desk must be stopped");
  auto options = std::make_shared<BackupOptions>();
  command->add_option("--config", options->config, "Configuration file")->required();
  command->add_option("--from", options->file, "The backup")->required();
  command->add_option("--decrypt", options->passphrase, "Passphrase of a sealed backup: file:PATH or env:NAME");
  command->add_flag("--overwrite", options->overwrite, "Moves the database that is there aside");
  command->add_flag("--check", options->check, "Only reads the backup and checks it; changes nothing");
  command->callback([options, &chosen] { chosen = [options] { return restore(*options); }; });
}

}  // namespace sportello::bot
