#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "storage/store.h"
#include "webhooks/console/accounts.h"
#include "webhooks/console/console.h"
#include "webhooks/console/tokens.h"

namespace sportello::bot {
namespace {

constexpr std::chrono::hours kLinkLifetime{48};

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

int print_link(const Config& config, const storage::OperatorRow& row, const std::string& token) {
  std::printf("%s <%s>, %s\nLink to choose a password with, good once and for 48 hours:\n  %s\n", row.name.c_str(),
              row.email.c_str(), row.role.c_str(), webhooks::sign_in_url(config.public_url, token).c_str());
  return 0;
}

int refused(const flows::Error& error) {
  std::fprintf(stderr, "sportello: %s\n", error.text.c_str());
  return kFaultyInput;
}

int nobody(const std::string& email) {
  std::fprintf(stderr, "sportello: there is no operator %s; sportello operator list shows them\n", email.c_str());
  return kFaultyInput;
}

int add(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config& config, flows::Instant now) {
    const std::string token = webhooks::new_token();
    const auto added = webhooks::invite(store, {.name = options.name,
                                                .email = options.email,
                                                .role = options.role,
                                                .link_hash = webhooks::hash_token(token),
                                                .now = now,
                                                .link_until = now + kLinkLifetime,
                                                .who = "command line"});
    if (!added) return refused(added.error());
    return print_link(config, *store.operators().find(*added), token);
  });
}

int reset(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config& config, flows::Instant now) {
    const auto row = store.operators().find_by_email(options.email);
    if (!row) return nobody(options.email);
    const std::string token = webhooks::new_token();
    const auto done = webhooks::reset_account(store, {.operator_id = row->id,
                                                      .link_hash = webhooks::hash_token(token),
                                                      .now = now,
                                                      .link_until = now + kLinkLifetime,
                                                      .who = "command line"});
    if (!done) return refused(done.error());
    return print_link(config, *row, token);
  });
}

int disable(const OperatorOptions& options) {
  return with_store(options, [&](storage::Store& store, const Config&, flows::Instant now) {
    const auto row = store.operators().find_by_email(options.email);
    if (!row) return nobody(options.email);
    const auto done = webhooks::change_account(
        store, {.operator_id = row->id, .role = {}, .disabled = true, .now = now, .who = "command line"});
    if (!done) return refused(done.error());
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
  auto* adding = part("add", "Adds an operator and prints a one-time link to choose a password with", add);
  adding->add_option("--name", options->name, "As colleagues and customers see it")->required();
  adding->add_option("--email", options->email, "Address")->required();
  adding->add_option("--role", options->role, "operator, second_level, administration or manager")
      ->check(CLI::IsMember({"operator", "second_level", "administration", "manager"}));
  part("list", "Lists operators", list);
  part("reset", "Takes password and sessions away and prints a link to choose a new password with", reset)
      ->add_option("--email", options->email, "Address")
      ->required();
  part("disable", "Takes the operator's access away", disable)
      ->add_option("--email", options->email, "Address")
      ->required();
}

}  // namespace sportello::bot
