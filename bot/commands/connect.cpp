#include "bot/doctor/connect.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

#include "bot/commands/command.h"
#include "flows/core/text.h"
#include "webhooks/http/server.h"

namespace sportello::bot {
namespace {

struct Options {
  std::string config;
  std::string pin;
  std::string to;
  bool yes = false;
};

std::string answer_to(const std::string& question) {
  std::printf("%s ", question.c_str());
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
  return line;
}

int run_connect(const Options& options) {
  const ConfigLoad load = load_config(options.config);
  for (const ConfigFault& fault : load.faults) std::fprintf(stderr, "%s\n", fault.line_of(options.config).c_str());
  if (!load.config) return kFaultyInput;
  webhooks::initialize_http();
  const auto http = webhooks::make_client();
  MetaAccount meta(*http, *load.config);

  ConnectTalk talk;
  talk.say = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
  talk.agree = [&](const std::string& question) {
    if (options.yes) {
      std::printf("%s yes\n", question.c_str());
      return true;
    }
    const std::string answer = answer_to(question + " [y/N]");
    return answer == "y" || answer == "Y" || answer == "yes" || answer == "s" || answer == "sì";
  };
  talk.pin = [&](const std::string& number) {
    if (!options.pin.empty() || options.yes) return options.pin;
    return answer_to("The six-digit PIN of " + number + " (a new number: choose one and keep it):");
  };
  const ConnectOptions first{flows::digits_of(options.to), "Sportello è collegato. / Sportello is connected."};
  const bool complete = connect(meta, *load.config, first, talk);
  std::puts(complete ? "\nConnected. sportello doctor looks at everything else."
                     : "\nSomething is missing still; run it again after the remedy.");
  return complete ? 0 : kFailed;
}

}  // namespace

void add_connect(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("connect", "Leads through Meta's set-up; asks before each change");
  auto options = std::make_shared<Options>();
  command->add_option("--config", options->config, "Configuration file")->required();
  command->add_flag("--yes", options->yes, "Makes every change without asking");
  command->add_option("--pin", options->pin, "Six digits, to register a number with");
  command->add_option("--to", options->to, "Phone that gets a first message; it must have written before");
  command->callback([options, &chosen] { chosen = [options] { return run_connect(*options); }; });
}

}  // namespace sportello::bot
