#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/invitation.h"
#include "storage/store.h"
#include "webhooks/console/console.h"

namespace sportello::bot {
namespace {

constexpr std::chrono::hours kInvitation{48};

struct OperatorOptions {
  std::string config;
  std::string name;
  std::string email;
  std::string role = "operator";
};

/// Runs one transaction on the configured store, beside a running desk if there is one.
template <class Work>
int with_store(const OperatorOptions& options, Work work) {
  const ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return kFaultyInput;
  const flows::Instant now = Clock().now();
  storage::StoreOptions where;
  where.url = load.config->storage_url;
  where.now = now;
  const auto store = storage::open_store(where);
  store->begin();
  const int status = work(*store, *load.config, now);
  status == 0 ? store->commit() : store->rollback();
  return status;
}

int print_link(storage::Store& store, const Config& config, const storage::OperatorRow& row, const char* kind,
               flows::Instant now) {
  const std::string token = make_link(store, row.id, kind, now, kInvitation);
  std::printf("%s <%s>, %s\nSign-in link, good once and for 48 hours:\n  %s\n", row.name.c_str(), row.email.c_str(),
              row.role.c_str(), webhooks::sign_in_url(config.public_url, token).c_str());
  return 0;
}

int nobody(const std::string& email) {
  std::fprintf(stderr, "sportello: there is no operator %s; sportello operator list shows them\n", email.c_str());
  return kFaultyInput;
}

int add(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config& config, flows::Instant now) {
    if (store.operators().find_by_email(options.email)) {
      std::fprintf(stderr, "sportello: %s is an operator already; sportello operator reset gives a new link\n",
                   options.email.c_str());
      return kFaultyInput;
    }
    storage::OperatorRow row;
    row.name = options.name;
    row.email = options.email;
    row.role = options.role;
    row.created_at = now;
    row.id = store.operators().create(row);
    store.audit().add({0, now, "command line", "operator added", "{}"});
    return print_link(store, config, row, "invitation", now);
  });
}

int reset(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config& config, flows::Instant now) {
    const auto row = store.operators().find_by_email(options.email);
    if (!row) return nobody(options.email);
    store.operators().end_sessions_of(row->id);
    store.audit().add({0, now, "command line", "operator reset", "{}"});
    return print_link(store, config, *row, "reset", now);
  });
}

int disable(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config&, flows::Instant now) {
    auto row = store.operators().find_by_email(options.email);
    if (!row) return nobody(options.email);
    row->disabled = true;
    store.operators().update(*row);
    store.operators().end_sessions_of(row->id);
    store.audit().add({0, now, "command line", "operator disabled", "{}"});
    std::printf("%s can no longer sign in; open sessions have ended\n", row->email.c_str());
    return 0;
  });
}

int list(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config&, flows::Instant) {
    const auto rows = store.operators().list();
    if (rows.empty())
      std::printf("No operators yet: sportello operator add --config FILE --name NAME --email ADDRESS\n");
    for (const auto& row : rows) {
      std::printf("%-24s %-32s %-16s%s\n", row.name.c_str(), row.email.c_str(), row.role.c_str(),
                  row.disabled ? " disabled" : "");
    }
    return 0;
  });
}

}  // namespace

void add_operator(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("operator", "Who may use the console: add, list, reset, disable");
  command->require_subcommand(1);
  auto options = std::make_shared<OperatorOptions>();
  const auto part = [&](const char* name, const char* help, int (*work)(const OperatorOptions&)) {
    auto* sub = command->add_subcommand(name, help);
    sub->add_option("--config", options->config, "Configuration file")->required();
    sub->callback([options, work, &chosen] { chosen = [options, work] { return work(*options); }; });
    return sub;
  };
  auto* adding = part("add", "Adds an operator and prints a one-time sign-in link", add);
  adding->add_option("--name", options->name, "As colleagues and customers see it")->required();
  adding->add_option("--email", options->email, "Address")->required();
  adding->add_option("--role", options->role, "operator, second_level, administration or manager")
      ->check(CLI::IsMember({"operator", "second_level", "administration", "manager"}));
  part("list", "Lists operators", list);
  part("reset", "Ends the operator's sessions and prints a new sign-in link", reset)
      ->add_option("--email", options->email, "Address")
      ->required();
  part("disable", "Takes the operator's access away", disable)
      ->add_option("--email", options->email, "Address")
      ->required();
}

}  // namespace sportello::bot
