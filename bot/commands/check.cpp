#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <memory>

#include "bot/commands/command.h"
#include "bot/profiles.h"
#include "flows/calendar/year_page.h"

namespace sportello::bot {
namespace {

struct CheckOptions {
  std::vector<std::string> profiles;
  int year = 0;
  std::string html;
  std::string language;
};

flows::Language language_of(const CheckOptions& options, const flows::Business& business) {
  if (options.language.empty()) return business.language;
  return options.language == "en" ? flows::Language::En : flows::Language::It;
}

int show_year(const CheckOptions& options, const flows::Business& business) {
  const std::chrono::year year{options.year};
  const flows::Language language = language_of(options, business);
  if (options.html.empty()) {
    std::printf("%s\n", year_text(business.calendar, business.name, year, language).c_str());
    return 0;
  }
  std::ofstream file(options.html, std::ios::binary);
  file << year_html(business.calendar, business.name, year, language);
  file.close();
  if (!file) {
    std::fprintf(stderr, "sportello: cannot write %s\n", options.html.c_str());
    return kFailed;
  }
  std::printf("%s\n", options.html.c_str());
  return 0;
}

int check(const CheckOptions& options) {
  int status = 0;
  for (const std::string& name : options.profiles) {
    const flows::ProfileLoad load = find_profile(name);
    for (const auto& fault : load.faults) std::fprintf(stderr, "%s: %s\n", name.c_str(), fault.line().c_str());
    for (const auto& warning : load.warnings) {
      std::fprintf(stderr, "%s: warning: %s\n", name.c_str(), warning.line().c_str());
    }
    if (!load.business) {
      status = kFaultyInput;
      continue;
    }
    if (options.year != 0) {
      if (const int shown = show_year(options, *load.business); shown != 0) return shown;
    } else {
      std::printf("%s: ok: %s, codes %s-…, %zu questions\n", name.c_str(), load.business->name.c_str(),
                  load.business->code_prefix.c_str(), load.business->form.fields.size());
    }
  }
  return status;
}

}  // namespace

void add_check(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("check", "Checks business profiles: every fault, with file and place");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("profiles", options->profiles, "Folders, or names of profiles that ship (leotron, kzweb)")
      ->required();
  command->add_option("--year", options->year, "Prints that year's opening days for the owner to sign off")
      ->check(CLI::Range(1990, 2100));
  command->add_option("--html", options->html, "Writes the year as a page for printing to this file");
  command->add_option("--language", options->language, "it or en; the profile's own otherwise")
      ->check(CLI::IsMember({"it", "en"}));
  command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace sportello::bot
