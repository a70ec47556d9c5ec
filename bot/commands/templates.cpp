#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/config.h"
#include "bot/profiles.h"
#include "bot/template_watch.h"
#include "storage/store.h"
#include "webhooks/http/client.h"
#include "webhooks/http/server.h"
#include "webhooks/whatsapp/template_api.h"

namespace sportello::bot {
namespace {

using Kind = webhooks::TemplateChangeWanted::Kind;

struct TemplatesOptions {
  std::string config;
  bool dry_run = false;
};

/// A business of the configuration, and one of its numbers.
struct Owner {
  flows::PhoneNumberId number;
  std::shared_ptr<const flows::Business> business;
};

/// What every part of the command starts from; nothing when a fault has been printed.
struct Bench {
  Config config;
  std::vector<Owner> owners;
};

std::optional<Bench> prepare(const TemplatesOptions& options) {
  ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return std::nullopt;
  Bench bench{std::move(*load.config), {}};
  std::set<std::string> seen;
  for (const NumberConfig& number : bench.config.numbers) {
    flows::ProfileLoad profile = find_profile(number.profile);
    for (const auto& fault : profile.faults) {
      std::fprintf(stderr, "%s: %s\n", number.profile.c_str(), fault.line().c_str());
    }
    if (!profile.business) return std::nullopt;
    if (!seen.insert(profile.business->id.value).second) continue;
    bench.owners.push_back(
        {number.phone_number_id, std::make_shared<const flows::Business>(std::move(*profile.business))});
  }
  return bench;
}

std::unique_ptr<storage::Store> open_store_of(const Config& config, flows::Instant now) {
  storage::StoreOptions where;
  where.url = config.storage_url;
  where.now = now;
  return storage::open_store(where);
}

void print_line(const flows::Business& business, const flows::MessageTemplate& wanted, const std::string& language,
                const std::string& status, const std::string& more) {
  std::printf("%-10s %-15s %-32s %-6s %s%s\n", business.id.value.c_str(), wanted.purpose.c_str(), wanted.name.c_str(),
              language.c_str(), status.c_str(), more.empty() ? "" : ("  " + more).c_str());
}

int list(const TemplatesOptions& options) {
  const auto bench = prepare(options);
  if (!bench) return kFaultyInput;
  const auto store = open_store_of(bench->config, Clock().now());
  store->begin();
  for (const Owner& owner : bench->owners) {
    for (const auto& [purpose, wanted] : owner.business->templates) {
      for (const std::string& language : wanted.languages) {
        const auto known = store->templates().find(owner.business->id, wanted.name, language);
        print_line(*owner.business, wanted, language, known ? known->status : "not asked yet",
                   known ? known->reason : "");
      }
    }
  }
  store->rollback();
  return 0;
}

/// What Meta has of one business, compared with its profile.
struct Comparison {
  std::string account;
  std::vector<webhooks::TemplateChangeWanted> changes;
};

class Follower {
 public:
  explicit Follower(const Bench& bench) : bench_(bench), http_(webhooks::make_client({})) {
    webhooks::GraphSettings settings;
    settings.base_url = bench.config.graph_url;
    settings.token = bench.config.access_token;
    settings.media_host = bench.config.media_host;
    graph_ = std::make_unique<webhooks::GraphClient>(*http_, settings);
  }

  webhooks::GraphClient& graph() { return *graph_; }

  std::optional<Comparison> compare(const Owner& owner) {
    const auto account = account_of(*graph_, bench_.config.access_token, owner.number);
    if (!account) return refuse(owner, account.error());
    const auto remote = fetch_templates(*graph_, *account);
    if (!remote) return refuse(owner, remote.error());
    return Comparison{*account, compare_templates(*owner.business, *remote)};
  }

 private:
  static std::nullopt_t refuse(const Owner& owner, const flows::Error& error) {
    std::fprintf(stderr, "sportello: %s: %s\n", owner.business->id.value.c_str(), error.text.c_str());
    return std::nullopt;
  }

  const Bench& bench_;
  std::unique_ptr<webhooks::Client> http_;
  std::unique_ptr<webhooks::GraphClient> graph_;
};

void keep(const Bench& bench, const std::vector<storage::TemplateRow>& rows) {
  const auto store = open_store_of(bench.config, Clock().now());
  store->begin();
  for (const auto& row : rows) store->templates().put(row);
  store->commit();
}

int status(const TemplatesOptions& options) {
  const auto bench = prepare(options);
  if (!bench) return kFaultyInput;
  webhooks::initialize_http();
  Follower follower(*bench);
  std::vector<storage::TemplateRow> rows;
  for (const Owner& owner : bench->owners) {
    const auto found = follower.compare(owner);
    if (!found) return kFailed;
    for (const auto& change : found->changes) {
      if (change.kind == Kind::Create) {
        print_line(*owner.business, *change.wanted, change.language, "missing", "sportello templates push creates it");
        continue;
      }
      rows.push_back(row_of(owner.business->id, change.remote, Clock().now()));
      const std::string quality = change.remote.quality.empty() ? "" : "quality " + change.remote.quality;
      const std::string reason = change.remote.reason.empty() ? quality : quality + ", " + change.remote.reason;
      print_line(*owner.business, *change.wanted, change.language, change.remote.status,
                 change.kind == Kind::Edit ? reason + "; differs from the profile" : reason);
    }
  }
  keep(*bench, rows);
  return 0;
}

int push(const TemplatesOptions& options) {
  const auto bench = prepare(options);
  if (!bench) return kFaultyInput;
  webhooks::initialize_http();
  Follower follower(*bench);
  std::vector<storage::TemplateRow> rows;
  int done = 0;
  int refused = 0;
  for (const Owner& owner : bench->owners) {
    const auto found = follower.compare(owner);
    if (!found) return kFailed;
    for (const auto& change : found->changes) {
      if (change.kind == Kind::None) continue;
      std::printf("%s %s (%s)\n", change.kind == Kind::Create ? "create" : "edit", change.wanted->name.c_str(),
                  change.language.c_str());
      for (const std::string& line : change.lines) std::printf("  %s\n", line.c_str());
      if (options.dry_run) continue;
      const auto pushed = push_template(follower.graph(), found->account, change);
      if (pushed) {
        ++done;
        rows.push_back(row_of(owner.business->id, *pushed, Clock().now()));
        std::printf("  = %s\n", pushed->status.c_str());
      } else {
        ++refused;
        std::fprintf(stderr, "sportello: %s (%s): %s\n", change.wanted->name.c_str(), change.language.c_str(),
                     pushed.error().text.c_str());
      }
    }
  }
  if (options.dry_run) return 0;
  keep(*bench, rows);
  if (done + refused == 0) std::printf("Nothing to do: Meta has every template as the profiles say.\n");
  return refused == 0 ? 0 : kFailed;
}

}  // namespace

void add_templates(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("templates", "Message templates at Meta: list, push, status");
  command->require_subcommand(1);
  auto options = std::make_shared<TemplatesOptions>();
  const auto part = [&](const char* name, const char* help, int (*work)(const TemplatesOptions&)) {
    auto* sub = command->add_subcommand(name, help);
    sub->add_option("--config", options->config, "Configuration file")->required();
    sub->callback([options, work, &chosen] { chosen = [options, work] { return work(*options); }; });
    return sub;
  };
  part("list", "What the profiles want, with the last known state; asks nobody", list);
  part("status", "Asks Meta how each of them is, and remembers it", status);
  part("push", "Shows the difference, then creates and edits what Meta has otherwise", push)
      ->add_flag("--dry-run", options->dry_run, "Only shows the difference");
}

}  // namespace sportello::bot
