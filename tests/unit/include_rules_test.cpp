// The house's own law, read from the #include lines: a folder uses only what stands below it.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <set>

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
  EXPECT_THAT(offenders("flows", R"(#include\s*["<]([^">]*/)?(storage|webhooks|bot|tests)/)"), testing::IsEmpty());
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

/// What the compiled libraries of a folder ask of others, by its linker's name.
std::set<std::string> wanted_symbols(const std::string& folder, int& libraries) {
  std::set<std::string> symbols;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SPORTELLO_BUILD) / folder)) {
    if (entry.path().extension() != ".a") continue;
    ++libraries;
    const std::string command = "nm --undefined-only --format=just-symbols '" + entry.path().string() + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> out(::popen(command.c_str(), "r"), &::pclose);
    std::array<char, 65'536> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), out.get()) != nullptr) {
      std::string symbol(line.data());
      symbols.insert(symbol.substr(0, symbol.find('\n')));
    }
  }
  return symbols;
}

// An alias of a clock, a C function, a header that reads the time: all end here.
TEST(IncludeRules, FlowsAsksTheMachineForNothing) {
  const std::regex machine(R"(^(time|clock|clock_gettime|gettimeofday|timespec_get|localtime(_r)?|getenv|nanosleep|usleep|)"
                           R"(fopen(64)?|open(64)?|socket|rand|random|srand|pthread_create)$|_clock3now|random_device|)"
                           R"(St6thread|basic_[io]?f(stream|ilebuf)|9sportello(7storage|8webhooks|3bot))");
  int libraries = 0;
  std::vector<std::string> found;
  for (const std::string& symbol : wanted_symbols("flows", libraries)) {
    if (std::regex_search(symbol, machine)) found.push_back(symbol);
  }
  EXPECT_GT(libraries, 10);
  EXPECT_THAT(found, testing::IsEmpty());
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
