#include "tests/support/question_cases.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace sportello::tests {
namespace {

using nlohmann::json;

bool holds(const json& wanted, const json& found) {
  if (!wanted.is_array()) return wanted == found;
  return std::find(wanted.begin(), wanted.end(), found) != wanted.end();
}

json found_as_json(const flows::Understanding& found) {
  json out{{"intent", flows::name_of(found.intent)}, {"from", nullptr}, {"to", nullptr}, {"time", nullptr}};
  if (found.when && found.when->from) {
    out["from"] = flows::iso_date(*found.when->from);
    out["to"] = flows::iso_date(*found.when->to);
  }
  if (found.when && found.when->time) out["time"] = flows::clock_time(*found.when->time);
  out["kind"] = nullptr;
  if (found.when) {
    static constexpr const char* kKinds[] = {"now", "usual", "next", "days", "no_such_day"};
    out["kind"] = kKinds[static_cast<std::size_t>(found.when->kind)];
  }
  out["also"] = json::array();
  for (const auto intent : found.also) out["also"].push_back(flows::name_of(intent));
  return out;
}

bool fits(const json& expected, const json& found) {
  for (const auto& [key, wanted] : expected.items()) {
    if (key == "intent_not") {
      if (std::find(wanted.begin(), wanted.end(), found["intent"]) != wanted.end()) return false;
    } else if (key == "also") {
      for (const auto& each : wanted) {
        if (std::find(found["also"].begin(), found["also"].end(), each) == found["also"].end()) return false;
      }
    } else if (key == "from" || key == "to" || key == "time" || key == "intent" || key == "kind") {
      if (!holds(wanted, found[key])) return false;
    } else if (key == "next_opening") {
      if (found["kind"] != "next" && found["kind"] != "now" && found["kind"] != "usual") return false;
    } else if (key == "is_open" && wanted.is_boolean() && !expected.contains("from")) {
      if (found["kind"] != "now") return false;
    }
  }
  return true;
}

}  // namespace

std::vector<QuestionCase> read_questions(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  const auto rome = flows::Zone::find("Europe/Rome");
  std::vector<QuestionCase> out;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.starts_with("//")) continue;
    try {
      const json read = json::parse(line);
      QuestionCase question;
      question.id = read.value("id", file.stem().string() + ":" + std::to_string(number));
      question.text = read.at("text");
      question.lang = read.value("lang", "any");
      question.at = *flows::parse_instant(read.at("at").get<std::string>(), *rome);
      question.tags = read.value("tags", std::vector<std::string>{});
      question.alternatives = read.contains("expect_any") ? read["expect_any"] : json::array({read.at("expect")});
      out.push_back(std::move(question));
    } catch (const std::exception& error) {
      throw std::runtime_error(file.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  return out;
}

std::string mismatch(const QuestionCase& question, const flows::Understanding& found) {
  const json as_json = found_as_json(found);
  const bool language =
      (question.lang != "it" && question.lang != "en") || flows::name_of(found.language) == question.lang;
  const bool content = std::any_of(question.alternatives.begin(), question.alternatives.end(),
                                   [&](const json& expected) { return fits(expected, as_json); });
  if (language && content) return {};
  return "found " + as_json.dump() + (language ? "" : ", language " + std::string(flows::name_of(found.language))) +
         ", wanted " + question.alternatives.dump();
}

}  // namespace sportello::tests
