// Accuracy of flows/understanding on a file of questions, by tag and language, with its cost per message.
// usage: questions_bench [-v] [-x TEXT] FILE.jsonl…      -v lists the failures, -x explains one message
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/question_cases.h"

namespace {

std::size_t allocations = 0;

using sportello::flows::understand;

struct Count {
  int all = 0;
  int right = 0;
};

const sportello::flows::Zone& rome() {
  static const auto zone = *sportello::flows::Zone::find("Europe/Rome");
  return zone;
}

void explain(std::string_view text, std::string_view at) {
  using namespace sportello::flows;
  const auto found = understand(text, *parse_instant(at, rome()), rome(), Language::It, Explain::Yes);
  std::printf("%s %s%s %.2f", std::string(name_of(found.intent)).c_str(), std::string(name_of(found.language)).c_str(),
              found.language_is_sure ? "" : "?", found.confidence);
  for (const Intent also : found.also) std::printf(" +%s", std::string(name_of(also)).c_str());
  if (found.when) {
    std::printf(" kind %d %s..%s %s", static_cast<int>(found.when->kind),
                found.when->from ? iso_date(*found.when->from).c_str() : "-",
                found.when->to ? iso_date(*found.when->to).c_str() : "-",
                found.when->time ? clock_time(*found.when->time).c_str() : "");
  }
  std::printf("\n");
  for (const Clue& clue : found.clues) std::printf("  %-30s %s\n", clue.words.c_str(), clue.meaning.c_str());
}

void print(const char* title, const std::map<std::string, Count>& counts) {
  std::printf("%-16s %6s %6s %8s\n", title, "right", "of", "percent");
  for (const auto& [name, count] : counts) {
    std::printf("%-16s %6d %6d %7.1f%%\n", name.c_str(), count.right, count.all, 100.0 * count.right / count.all);
  }
}

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

int main(int argc, char** argv) {
  using namespace sportello;
  bool verbose = false;
  std::vector<tests::QuestionCase> questions;
  const char* at = "2026-11-25T10:00:00+01:00";
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "-v") {
      verbose = true;
    } else if (arg == "-a" && i + 1 < argc) {
      at = argv[++i];
    } else if (arg == "-x" && i + 1 < argc) {
      explain(argv[++i], at);
    } else {
      for (auto& question : tests::read_questions(arg)) questions.push_back(std::move(question));
    }
  }
  if (questions.empty()) return 0;

  std::map<std::string, Count> tags;
  std::map<std::string, Count> languages;
  Count total;
  Count others;  // what is no question about hours, and how much of it was answered as one
  for (const auto& question : questions) {
    const auto found = understand(question.text, question.at, rome());
    const std::string wrong = mismatch(question, found);
    const auto count = [&](Count& each) {
      ++each.all;
      if (wrong.empty()) ++each.right;
    };
    count(total);
    count(languages[question.lang]);
    for (const auto& tag : question.tags) count(tags[tag]);
    bool may_be_hours = false;
    for (const auto& expected : question.alternatives) {
      if (!expected.contains("intent")) continue;
      may_be_hours = may_be_hours || expected["intent"].dump().find("\"hours\"") != std::string::npos;
    }
    if (!may_be_hours) {
      ++others.all;
      if (found.intent == flows::Intent::Hours) ++others.right;
    }
    if (verbose && !wrong.empty())
      std::printf("%s  %s\n    %s\n", question.id.c_str(), question.text.c_str(), wrong.c_str());
  }
  print("tag", tags);
  print("language", languages);
  std::printf("all: %d of %d, %.2f%%; other messages answered as hours: %d of %d\n", total.right, total.all,
              100.0 * total.right / total.all, others.right, others.all);

  const int rounds = static_cast<int>(20000 / questions.size()) + 1;
  allocations = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < rounds; ++round) {
    for (const auto& question : questions) static_cast<void>(understand(question.text, question.at, rome()));
  }
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  const double messages = static_cast<double>(rounds) * static_cast<double>(questions.size());
  std::printf("%.1f microseconds and %.1f allocations a message\n", spent.count() / messages,
              static_cast<double>(allocations) / messages);
  return total.right == total.all ? 0 : 1;
}
