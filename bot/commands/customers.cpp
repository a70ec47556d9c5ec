#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/media_store.h"
#include "bot/person_eraser.h"
#include "bot/profiles.h"
#include "flows/core/json.h"
#include "flows/dialogue/phone.h"
#include "storage/customer_import.h"
#include "storage/reader.h"
#include "storage/snapshot.h"
#include "storage/store.h"
#include "webhooks/console/person_copy.h"

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

/// To standard output without a file's name, or with "-".
int write(const std::string& file, const std::string& text) {
  if (file.empty() || file == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  }
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  return out ? 0 : complain("cannot write " + file);
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
  return write(options.file, text);
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

int print_proof(const webhooks::ErasedPerson& erased, bool on_server) {
  for (const auto& place : erased.report.left) std::fprintf(stderr, "still named in %s\n", place.c_str());
  for (std::size_t i = 0; i < erased.traces.size(); ++i) {
    std::fprintf(stderr, "a name still stands in the database's files%s\n",
                 erased.report.compacted ? "" : ": stop the desk and run this again");
  }
  for (const auto& copy : erased.copies) {
    std::printf("not touched: the copy %s, made before an upgrade; delete it when it is no longer needed\n", copy.c_str());
  }
  if (!erased.proven()) return kFailed;
  if (on_server) {
    std::printf("searched every table: no trace left%s\nnot touched: the server's own log and the dumps made before\n",
                erased.report.compacted ? "" : " (the tables could not be rewritten: run VACUUM FULL)");
  } else {
    std::printf("searched every table and the database's files: no trace left\n");
  }
  return 0;
}

/// Somebody of the business that was chosen, in a store that is closed again.
struct Found {
  Config config;
  flows::Business business;
  storage::PersonRow person;
};

std::optional<Found> find(const CustomerOptions& options) {
  auto config = read_config(options);
  if (!config) return std::nullopt;
  auto business = find_business(options, *config);
  if (!business) return std::nullopt;
  const auto store = open(*config, Clock().now());
  store->begin();
  auto person = find_person(*store, business->id, options.who);
  store->rollback();
  if (!person) {
    complain(business->name + " knows nobody as " + options.who);
    return std::nullopt;
  }
  return Found{std::move(*config), std::move(*business), std::move(*person)};
}

int erase(const CustomerOptions& options) {
  const auto found = find(options);
  if (!found) return kFaultyInput;
  const auto& [config, business, person] = *found;
  const MediaStore media(config.media);
  PersonEraser eraser(config.storage_url, media, [] { return Clock().now(); });
  if (options.dry_run) {
    const auto report = eraser.preview(person.id);
    if (!report) return complain(report.error().text);
    print_report(*report);
    std::printf("nothing was erased (dry run)\n");
    return 0;
  }
  if (!confirmed(options, person.name.empty() ? options.who : person.name)) return complain("nothing was erased");
  const auto erased = eraser.erase(person.id, "command line");
  if (!erased) return complain(erased.error().text);
  print_report(erased->report);
  std::printf("  %-20s %d\n", "stored files", erased->files);
  return print_proof(*erased, storage::on_server(config.storage_url));
}

int copy(const CustomerOptions& options) {
  const auto found = find(options);
  if (!found) return kFaultyInput;
  const auto reader = storage::open_reader(found->config.storage_url);
  const auto now = Clock().now();
  const auto copied = webhooks::person_copy_json(*reader, found->person, &found->business, now);
  {
    const auto store = open(found->config, now);
    store->begin();
    store->audit().add({0, now, "command line", "person's data copied", webhooks::person_named_json(found->person.id)});
    store->commit();
  }
  return write(options.file, flows::print_json(copied) + "\n");
}

}  // namespace

void add_customers(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("customers", "People, companies and contracts: import, export; one person's data: copy, erase");
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
  auto* copying = part("copy", "Writes all the desk knows of one person, as JSON", copy);
  copying->add_option("who", options->who, "Phone number, WhatsApp user id, or the person's id")->required();
  copying->add_option("file", options->file, "File to write; standard output without it");
  auto* erasing = part("erase", "Removes one person for good, and proves it", erase);
  erasing->add_option("who", options->who, "Phone number, WhatsApp user id, or the person's id")->required();
  erasing->add_flag("--yes", options->yes, "Does not ask");
  erasing->add_flag("--dry-run", options->dry_run, "Only shows what would go");
}

}  // namespace sportello::bot
