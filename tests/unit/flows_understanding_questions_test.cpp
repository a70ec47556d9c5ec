// Runs every file of tests/data/questions, and the one SPORTELLO_QUESTIONS names, through understand().
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/question_cases.h"

namespace sportello::tests {
namespace {

std::vector<std::filesystem::path> question_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SPORTELLO_TEST_DATA "/questions")) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int failures_in(const std::filesystem::path& file, std::size_t& asked) {
  const auto rome = flows::Zone::find("Europe/Rome");
  int failures = 0;
  for (const QuestionCase& question : read_questions(file)) {
    ++asked;
    const std::string wrong = mismatch(question, flows::understand(question.text, question.at, *rome));
    if (wrong.empty()) continue;
    ++failures;
    ADD_FAILURE() << file.filename().string() << " " << question.id << " \"" << question.text << "\": " << wrong;
  }
  return failures;
}

TEST(Questions, AreUnderstoodAsLabelled) {
  std::size_t asked = 0;
  int failures = 0;
  for (const auto& file : question_files()) failures += failures_in(file, asked);
  EXPECT_GE(asked, 600U);
  EXPECT_EQ(failures, 0);
}

TEST(Questions, OfAnotherFileAreUnderstoodToo) {
  const char* file = std::getenv("SPORTELLO_QUESTIONS");
  if (file == nullptr) GTEST_SKIP() << "SPORTELLO_QUESTIONS names no file";
  std::size_t asked = 0;
  const int failures = failures_in(file, asked);
  // A file nobody tuned for may hold a few surprises.
  EXPECT_LE(failures, static_cast<int>(asked / 50));
}

}  // namespace
}  // namespace sportello::tests
