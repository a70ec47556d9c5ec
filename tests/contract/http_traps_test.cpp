// docs/http-traps.md promises a test for each trap: every row is there, and every test it names exists.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/child_process.h"

namespace {

namespace fs = std::filesystem;

/// "Suite.Name" of every test in these folders.
std::set<std::string> tests_in(const std::initializer_list<const char*>& folders) {
  static const std::regex test(R"(\bTEST(?:_P|_F)?\(\s*(\w+),\s*(\w+)\))");
  std::set<std::string> names;
  for (const auto* folder : folders) {
    for (const auto& file : fs::directory_iterator(fs::path(SPORTELLO_SOURCE_DIR) / "tests" / folder)) {
      if (file.path().extension() != ".cpp") continue;
      const auto text = sportello::tests::read_file(file.path().string());
      for (std::sregex_iterator match(text.begin(), text.end(), test), end; match != end; ++match) {
        names.insert((*match)[1].str() + "." + (*match)[2].str());
      }
    }
  }
  return names;
}

TEST(HttpTraps, AreAllAnsweredByTestsThatExist) {
  const auto known = tests_in({"contract", "e2e"});
  ASSERT_GT(known.size(), 50U);
  static const std::regex row(R"(^\| (\d+) \|)");
  static const std::regex test(R"(`(\w+\.[A-Z]\w+)`)");
  std::istringstream document(sportello::tests::read_file(SPORTELLO_SOURCE_DIR "/docs/http-traps.md"));
  int rows = 0;
  for (std::string line; std::getline(document, line);) {
    std::smatch number;
    if (!std::regex_search(line, number, row)) continue;
    EXPECT_EQ(std::stoi(number[1]), ++rows);
    for (std::sregex_iterator match(line.begin(), line.end(), test), end; match != end; ++match) {
      EXPECT_TRUE(known.contains((*match)[1])) << "row " << rows << ": " << (*match)[1];
    }
  }
  EXPECT_EQ(rows, 38);
}

// trap 1
TEST(HttpTraps, KeepTheLibraryInTwoFiles) {
  static const std::regex include(R"(#\s*include\s*[<"](cpprest|pplx)/)");
  std::set<std::string> files;
  for (const auto* folder : {"flows", "storage", "webhooks", "bot"}) {
    for (const auto& file : fs::recursive_directory_iterator(fs::path(SPORTELLO_SOURCE_DIR) / folder)) {
      const auto kind = file.path().extension();
      if (kind != ".cpp" && kind != ".h") continue;
      if (std::regex_search(sportello::tests::read_file(file.path().string()), include)) {
        files.insert(fs::relative(file.path(), SPORTELLO_SOURCE_DIR).string());
      }
    }
  }
  EXPECT_THAT(files, testing::ElementsAre("webhooks/http/client_cpprest.cpp", "webhooks/http/server_cpprest.cpp"));
}

}  // namespace
