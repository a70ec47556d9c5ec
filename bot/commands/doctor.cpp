#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/commands/numbers.h"
#include "bot/doctor/machine_findings.h"
#include "bot/doctor/meta_findings.h"
#include "bot/profiles.h"
#include "flows/core/json.h"
#include "webhooks/http/server.h"

namespace sportello::bot {
namespace {

struct DoctorOptions {
  std::string config;
  bool json = false;
};

void append(Findings& all, Findings more) {
  for (Finding& each : more) all.push_back(std::move(each));
}

/// What the profiles' own rules warn of: a holiday of the law that a calendar does not know, a price without VAT.
Findings profile_warnings(const Config& config) {
  Findings findings;
  for (const NumberConfig& number : config.numbers) {
    const flows::ProfileLoad load = find_profile(number.profile);
    for (const auto& warning : load.warnings) {
      findings.push_back({"profile." + number.profile, Verdict::Warning, number.profile + ": " + warning.line(),
                          "ask the owner, then change the profile; sportello check --year shows the year"});
    }
  }
  return findings;
}

void print(const Findings& findings) {
  for (const Finding& each : findings) {
    const char* sign = each.verdict == Verdict::Good      ? "ok  "
                       : each.verdict == Verdict::Warning ? "look"
                       : each.verdict == Verdict::Bad     ? "BAD "
                                                          : "?   ";
    std::printf("%s  %s\n", sign, each.text.c_str());
    if (!each.remedy.empty()) std::printf("        -> %s\n", each.remedy.c_str());
  }
  const auto count = [&](Verdict verdict) {
    return std::count_if(findings.begin(), findings.end(), [&](const Finding& each) { return each.verdict == verdict; });
  };
  std::printf("\n%td in order, %td to look at, %td bad\n", count(Verdict::Good),
              count(Verdict::Warning) + count(Verdict::Unknown), count(Verdict::Bad));
}

void print_json_lines(const Findings& findings, bool healthy) {
  nlohmann::json list = nlohmann::json::array();
  for (const Finding& each : findings) {
    list.push_back({{"id", each.id}, {"verdict", name_of(each.verdict)}, {"text", each.text}, {"remedy", each.remedy}});
  }
  std::printf("%s\n", flows::print_json_pretty({{"healthy", healthy}, {"findings", std::move(list)}}).c_str());
}

int doctor(const DoctorOptions& options) {
  const ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return kFaultyInput;
  const Config& config = *load.config;
  const Numbers numbers = load_numbers(config);
  if (numbers.empty()) return kFaultyInput;
  webhooks::initialize_http();
  const auto http = webhooks::make_client();
  const flows::Instant now = Clock().now();

  Findings findings = judge_database(config);
  append(findings, judge_disk(config));
  findings.push_back(judge_photos());
  findings.push_back(judge_backups(config, now));
  append(findings, judge_businesses(numbers));
  append(findings, profile_warnings(config));
  findings.push_back(judge_mail(config));
  findings.push_back(judge_clock(now, date_of(*http, config)));
  append(findings, judge_edge(*http, config));
  append(findings, judge_meta(MetaAccount(*http, config).ask(), config, numbers, now));

  const bool healthy =
      std::none_of(findings.begin(), findings.end(), [](const Finding& each) { return each.verdict == Verdict::Bad; });
  options.json ? print_json_lines(findings, healthy) : print(findings);
  return healthy ? 0 : kFailed;
}

}  // namespace

void add_doctor(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand(
      "doctor", "Looks at Meta's set-up, the machine and the desk: one line and one remedy each; status 1 if bad");
  auto options = std::make_shared<DoctorOptions>();
  command->add_option("--config", options->config, "Configuration file")->required();
  command->add_flag("--json", options->json, "For programs: {healthy, findings: [{id, verdict, text, remedy}]}");
  command->callback([options, &chosen] { chosen = [options] { return doctor(*options); }; });
}

}  // namespace sportello::bot
