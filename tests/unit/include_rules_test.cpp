// The house's own law, read from the #include lines: a folder uses only what stands below it.

#include <filesystem>
#include <fstream>
#include <regex>

namespace sportello {
namespace {

namespace fs = std::filesystem;

struct SourceLine {
  fs::path file;
  int number;
  std::string text;

  std::string place() const { return file.string() + ":" + std::to_string(number) + ": " + text; }
};

std::vector<SourceLine> lines_of(const std::string& folder) {
  std::vector<SourceLine> lines;
  const fs::path root(SPORTELLO_SOURCE);
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".h" && path.extension() != ".cpp") continue;
    std::ifstream in(path);
    std::string text;
    for (int number = 1; std::getline(in, text); ++number) lines.push_back({fs::relative(path, root), number, text});
  }
  return lines;
}

/// The lines of `folder` that match, as text: what a failing test prints.
std::vector<std::string> offenders(const std::string& folder, const std::string& pattern,
                                   const std::vector<std::string>& allowed = {}) {
  const std::regex wanted(pattern);
  std::vector<std::string> found;
  for (const SourceLine& line : lines_of(folder)) {
    if (std::find(allowed.begin(), allowed.end(), line.file.generic_string()) != allowed.end()) continue;
    if (std::regex_search(line.text, wanted)) found.push_back(line.place());
  }
  return found;
}

TEST(IncludeRules, FlowsStandsOnNothing) {
  EXPECT_THAT(offenders("flows", R"(#include "(storage|webhooks|bot|tests)/)"), testing::IsEmpty());
}

TEST(IncludeRules, StorageStandsOnFlows) {
  EXPECT_THAT(offenders("storage", R"(#include "(webhooks|bot|tests)/)"), testing::IsEmpty());
}

TEST(IncludeRules, WebhooksStandOnFlowsAndStorage) {
  EXPECT_THAT(offenders("webhooks", R"(#include "(bot|tests)/)"), testing::IsEmpty());
}

TEST(IncludeRules, FlowsReadsNoClockAndDoesNothingBesideItsResult) {
  EXPECT_THAT(offenders("flows", R"(_clock::now|\btime\(nullptr\)|gettimeofday|sleep_|std::thread|<thread>|<mutex>|)"
                                 R"(<fstream>|<filesystem>|<random>|\brand\(|random_device|getenv|spdlog)"),
              testing::IsEmpty());
}

TEST(IncludeRules, OnlyTwoFilesKnowCpprest) {
  const std::vector<std::string> adapters{"webhooks/http/server_cpprest.cpp", "webhooks/http/client_cpprest.cpp"};
  for (const char* folder : {"flows", "storage", "webhooks", "bot"}) {
    EXPECT_THAT(offenders(folder, R"(#include <(cpprest|pplx)/)", adapters), testing::IsEmpty()) << folder;
  }
}

TEST(IncludeRules, SqlStaysInStorage) {
  for (const char* folder : {"flows", "webhooks", "bot"}) {
    EXPECT_THAT(offenders(folder, R"(#include <(soci|sqlite3)|"(SELECT|INSERT INTO|UPDATE|DELETE FROM) )"),
                testing::IsEmpty())
        << folder;
  }
}

TEST(IncludeRules, NoBusinessIsNamedInCode) {
  for (const char* folder : {"flows", "storage", "webhooks", "bot"}) {
    EXPECT_THAT(offenders(folder, R"x(^[^/]*(==|starts_with|case)[^/]*"(leotron|kzweb|LEO|KZW)")x"), testing::IsEmpty())
        << folder;
  }
}

TEST(IncludeRules, NobodySleeps) {
  for (const char* folder : {"flows", "storage", "webhooks", "bot"}) {
    EXPECT_THAT(offenders(folder, R"(sleep_for|sleep_until|\busleep\(|\bsleep\()"), testing::IsEmpty()) << folder;
  }
}

}  // namespace
}  // namespace sportello
