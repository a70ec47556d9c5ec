#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/profiles.h"
#include "flows/answers/ask.h"
#include "flows/core/json.h"

namespace sportello::bot {
namespace {

using nlohmann::json;

struct AskOptions {
  std::string profile;
  std::string at;
  std::string plan;
  std::string batch;
  std::vector<std::string> words;
  bool as_json = false;
  bool explain = false;
};

/// Profiles by name, each loaded once; faults are printed.
class Profiles {
 public:
  const flows::Business* find(const std::string& name) {
    const auto known = loaded_.find(name);
    if (known != loaded_.end()) return known->second.get();
    flows::ProfileLoad load = find_profile(name);
    for (const auto& fault : load.faults) std::fprintf(stderr, "%s: %s\n", name.c_str(), fault.line().c_str());
    auto& place = loaded_[name];
    if (load.business) place = std::make_unique<flows::Business>(std::move(*load.business));
    return place.get();
  }

 private:
  std::map<std::string, std::unique_ptr<flows::Business>> loaded_;
};

std::optional<std::string> plan_of(const AskOptions& options) {
  return options.plan.empty() ? std::nullopt : std::optional<std::string>(options.plan);
}

std::string print(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int ask_one(const AskOptions& options) {
  Profiles profiles;
  const flows::Business* business = profiles.find(options.profile);
  if (business == nullptr) return kFaultyInput;
  std::string text;
  for (const std::string& word : options.words) text += (text.empty() ? "" : " ") + word;
  if (text.empty()) return complain("what is the question? sportello ask --profile P \"siete aperti domani?\"");
  flows::Instant at = Clock().now();
  if (!options.at.empty()) {
    const auto given = parse_instant(options.at, business->calendar.zone);
    if (!given) return complain("--at: " + given.error().text);
    at = *given;
  }
  const auto explain = options.explain ? flows::Explain::Yes : flows::Explain::No;
  const flows::DeskAnswer answer = flows::ask(*business, text, at, plan_of(options), explain);
  if (options.as_json) {
    std::printf("%s\n", print(to_json(answer, *business)).c_str());
    return 0;
  }
  std::printf("%s\n", answer.reply.c_str());
  if (options.explain) {
    std::printf("\n%s, confidence %.2f\n", std::string(name_of(answer.read.intent)).c_str(), answer.read.confidence);
    for (const flows::Clue& clue : answer.read.clues) {
      std::printf("  %-28s %s\n", clue.words.c_str(), clue.meaning.c_str());
    }
  }
  return 0;
}

/// One line of a batch; nothing when it cannot be read, after saying why.
std::optional<std::string> answer_line(const AskOptions& options, Profiles& profiles, const std::string& line,
                                       int number) {
  const auto parsed = flows::parse_json(line);
  const auto refuse = [&](const std::string& why) {
    std::fprintf(stderr, "%s:%d: %s\n", options.batch.c_str(), number, why.c_str());
    return std::nullopt;
  };
  if (!parsed) return refuse(parsed.error().text);
  const auto text_of = [&](const char* key) -> std::optional<std::string> {
    const auto found = parsed->is_object() ? parsed->find(key) : parsed->end();
    if (!parsed->is_object() || found == parsed->end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
  };
  const auto text = text_of("text");
  const auto at_text = text_of("at");
  if (!text || !at_text || !parsed->contains("id")) return refuse("needs \"id\", \"at\" and \"text\"");
  const flows::Business* business = profiles.find(text_of("profile").value_or(options.profile));
  if (business == nullptr) return refuse("there is no such profile");
  const auto at = parse_instant(*at_text, business->calendar.zone);
  if (!at) return refuse(at.error().text);
  nlohmann::ordered_json out{{"id", parsed->at("id")}};
  out.update(to_json(flows::ask(*business, *text, *at, plan_of(options)), *business));
  return print(out);
}

int ask_batch(const AskOptions& options) {
  std::ifstream file;
  if (options.batch != "-") {
    file.open(options.batch, std::ios::binary);
    if (!file) return complain("cannot read " + options.batch);
  }
  std::istream& in = options.batch == "-" ? std::cin : file;
  Profiles profiles;
  std::string line;
  int status = 0;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    if (const auto answer = answer_line(options, profiles, line, number)) {
      std::fwrite(answer->data(), 1, answer->size(), stdout);
      std::fputc('\n', stdout);
    } else {
      status = kFaultyInput;
    }
  }
  return status;
}

}  // namespace

void add_ask(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("ask", "What the bot would answer to a message");
  auto options = std::make_shared<AskOptions>();
  command->add_option("--profile", options->profile, "Folder, or name of a profile that ships")->default_val("leotron");
  command->add_option("--at", options->at, "The moment it is asked, ISO: 2026-11-21T10:00; now when not given");
  command->add_option("--plan", options->plan, "Plan of the person who asks: none or a plan's id; not known otherwise");
  command->add_flag("--json", options->as_json, "As data");
  command->add_flag("--explain", options->explain, "Shows which words decided");
  command->add_option("--batch", options->batch,
                      "JSON lines with id, at, text (and profile) from a file, or - for input");
  command->add_option("text", options->words, "The message");
  command->callback([options, &chosen] {
    chosen = [options] { return options->batch.empty() ? ask_one(*options) : ask_batch(*options); };
  });
}

}  // namespace sportello::bot
