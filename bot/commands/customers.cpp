#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/media_store.h"
#include "bot/profiles.h"
#include "flows/dialogue/phone.h"
#include "storage/customer_import.h"
#include "storage/erasure.h"
#include "storage/snapshot.h"
#include "storage/store.h"

namespace sportello::bot {
namespace {

struct CustomerOptions {
  std::string config;
  std::string profile;
  std::string file;
  std::string who;
  bool dry_run = false;
  bool yes = false;
};

int complain(const std::string& text) {
  std::fprintf(stderr, "sportello: %s\n", text.c_str());
  return kFaultyInput;
}

std::optional<Config> read_config(const CustomerOptions& options) {
  ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  return std::move(load.config);
}

/// The business of the profile that was named, or the only one there is.
std::optional<flows::Business> find_business(const CustomerOptions& options, const Config& config) {
  std::string wanted = options.profile;
  if (wanted.empty()) {
    for (const NumberConfig& number : config.numbers) {
      if (!wanted.empty() && wanted != number.profile) {
        complain("the configuration has several businesses: name one with --profile");
        return std::nullopt;
      }
      wanted = number.profile;
    }
  }
  flows::ProfileLoad load = find_profile(wanted);
  for (const auto& fault : load.faults) complain(wanted + ": " + fault.line());
  return std::move(load.business);
}

std::unique_ptr<storage::Store> open(const Config& config, flows::Instant now) {
  storage::StoreOptions where;
  where.url = config.storage_url;
  where.now = now;
  return storage::open_store(where);
}

int print_faults(const std::string& file, const std::vector<flows::CsvFault>& faults) {
  for (const auto& fault : faults) std::fprintf(stderr, "%s:%zu: %s\n", file.c_str(), fault.line, fault.text.c_str());
  std::fprintf(stderr, "%zu %s: nothing was imported\n", faults.size(), faults.size() == 1 ? "fault" : "faults");
  return kFaultyInput;
}

int import(const CustomerOptions& options) {
  const auto config = read_config(options);
  if (!config) return kFaultyInput;
  const auto business = find_business(options, *config);
  if (!business) return kFaultyInput;
  std::ifstream in(options.file, std::ios::binary);
  if (!in) return complain("cannot read " + options.file);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const flows::CustomerFile file = flows::read_customers(bytes, *business);
  if (!file.faults.empty()) return print_faults(options.file, file.faults);

  const flows::Instant now = Clock().now();
  const auto store = open(*config, now);
  store->begin();
  const storage::ImportReport report = storage::import_customers(*store, *business, file.lines, now);
  if (!report.faults.empty()) {
    store->rollback();
    return print_faults(options.file, report.faults);
  }
  for (const auto& change : report.changes) std::printf("%c %4zu  %s\n", change.sign, change.line, change.text.c_str());
  if (options.dry_run) {
    store->rollback();
    std::printf("%zu lines, %zu differences; nothing was written (dry run)\n", file.lines.size(), report.changes.size());
    return 0;
  }
  store->audit().add({0, now, "command line", "customers imported",
                      R"({"lines":)" + std::to_string(file.lines.size()) + R"(,"changes":)" +
                          std::to_string(report.changes.size()) + "}"});
  store->commit();
  std::printf("%zu lines, %zu changes\n", file.lines.size(), report.changes.size());
  return 0;
}

int export_file(const CustomerOptions& options) {
  const auto config = read_config(options);
  if (!config) return kFaultyInput;
  const auto business = find_business(options, *config);
  if (!business) return kFaultyInput;
  const auto store = open(*config, Clock().now());
  store->begin();
  const std::string text = flows::write_customers(storage::export_customers(*store, *business));
  store->rollback();
  if (options.file.empty() || options.file == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  }
  std::ofstream out(options.file, std::ios::binary);
  out << text;
  out.close();
  return out ? 0 : complain("cannot write " + options.file);
}

/// By number, by user id, or by the number the API gives the person.
std::optional<storage::PersonRow> find_person(storage::Store& store, const flows::BusinessId& business,
                                              const std::string& who) {
  std::vector<std::pair<storage::AliasKind, std::string>> names{{storage::AliasKind::Bsuid, who},
                                                                {storage::AliasKind::WaId, who}};
  if (const auto phone = flows::find_phone(who, "IT")) names.push_back({storage::AliasKind::WaId, phone->e164.substr(1)});
  for (const auto& [kind, value] : names) {
    if (auto row = store.people().find_by_alias(business, kind, value)) return row;
  }
  if (who.empty() || who.size() > 9 || who.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  auto row = store.people().find(flows::PersonId{std::stol(who)});
  return row && row->business == business ? row : std::nullopt;
}

bool confirmed(const CustomerOptions& options, const std::string& label) {
  if (options.yes) return true;
  std::printf("Everything about %s will be erased for good. Write yes to go on: ", label.c_str());
  std::fflush(stdout);
  char answer[8] = {};
  return std::fgets(answer, sizeof answer, stdin) != nullptr && std::string(answer) == "yes\n";
}

void print_report(const storage::ErasureReport& report) {
  for (const auto& [what, count] : report.removed) {
    std::printf("  %-20s %lld\n", what.c_str(), static_cast<long long>(count));
  }
  for (const auto& code : report.kept_tickets) std::printf("  kept without names   %s\n", code.c_str());
}

int erase(const CustomerOptions& options) {
  const auto config = read_config(options);
  if (!config) return kFaultyInput;
  const auto business = find_business(options, *config);
  if (!business) return kFaultyInput;
  const flows::Instant now = Clock().now();
  auto store = open(*config, now);
  store->begin();
  const auto person = find_person(*store, business->id, options.who);
  std::vector<std::string> names;
  if (person) {
    for (const auto& alias : store->people().aliases(person->id)) names.push_back(alias.value);
  }
  store->rollback();
  if (!person) return complain(business->name + " knows nobody as " + options.who);
  if (!confirmed(options, person->name.empty() ? options.who : person->name)) return complain("nothing was erased");
  store.reset();

  const auto report = storage::erase_person(config->storage_url, person->id);
  if (!report) return complain(report.error().text);
  print_report(*report);
  int files = 0;
  const MediaStore media(config->media);
  std::error_code kept;
  for (const auto& sha256 : report->files) {
    files += media.remove(sha256, kept) ? 1 : 0;
    if (kept) std::fprintf(stderr, "the file %s could not be removed: %s\n", sha256.c_str(), kept.message().c_str());
  }
  std::printf("  %-20s %d\n", "stored files", files);

  bool proven = report->left.empty();
  for (const auto& place : report->left) std::fprintf(stderr, "still named in %s\n", place.c_str());
  for (const auto& name : names) {
    if (!storage::stands_in_files(config->storage_url, name)) continue;
    proven = false;
    std::fprintf(stderr, "a name still stands in the database's files%s\n",
                 report->compacted ? "" : ": stop the desk and run this again");
  }
  if (storage::on_server(config->storage_url)) {
    if (!proven) return kFailed;
    std::printf("searched every table: no trace left%s\nnot touched: the server's own log and the dumps made before\n",
                report->compacted ? "" : " (the tables could not be rewritten: run VACUUM FULL)");
    return 0;
  }
  const std::filesystem::path database(config->storage_url.substr(std::string("sqlite://").size()));
  for (const auto& entry : std::filesystem::directory_iterator(database.parent_path())) {
    if (entry.path().filename().string().starts_with(database.filename().string() + ".before-")) {
      std::printf("not touched: the copy %s, made before an upgrade; delete it when it is no longer needed\n",
                  entry.path().c_str());
    }
  }
  if (!proven) return kFailed;
  std::printf("searched every table and the database's files: no trace left\n");
  return 0;
}

}  // namespace

void add_customers(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("customers", "People, companies and contracts: import, export, erase");
  command->require_subcommand(1);
  auto options = std::make_shared<CustomerOptions>();
  const auto part = [&](const char* name, const char* help, int (*work)(const CustomerOptions&)) {
    auto* sub = command->add_subcommand(name, help);
    sub->add_option("--config", options->config, "Configuration file")->required();
    sub->add_option("--profile", options->profile, "Business: folder or shipped name; needed when there are several");
    sub->callback([options, work, &chosen] { chosen = [options, work] { return work(*options); }; });
    return sub;
  };
  auto* importing = part("import", "Brings a CSV file in; may be repeated (columns: docs/customers.md)", import);
  importing->add_option("file", options->file, "CSV file, UTF-8")->required();
  importing->add_flag("--dry-run", options->dry_run, "Only shows what would change");
  part("export", "Writes the customers as the same CSV", export_file)
      ->add_option("file", options->file, "File to write; standard output without it");
  auto* erasing = part("erase", "Removes one person for good, and proves it", erase);
  erasing->add_option("who", options->who, "Phone number, WhatsApp user id, or the person's id")->required();
  erasing->add_flag("--yes", options->yes, "Does not ask");
}

}  // namespace sportello::bot
