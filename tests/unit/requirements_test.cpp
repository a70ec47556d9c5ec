// docs/requirements.md names a test for every rule of the two firms: the names must stand for something.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>

namespace sportello {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

const fs::path kSource = SPORTELLO_SOURCE;

std::string all_tests() {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "tests")) {
    if (entry.path().extension() == ".cpp") all += content(entry.path());
  }
  return all;
}

TEST(Requirements, NameTestsThatExist) {
  const std::string page = content(kSource / "docs/requirements.md");
  const std::string tests = all_tests();
  const std::regex test("`([A-Za-z0-9]+)\\.([A-Z][A-Za-z0-9]+)`");
  int named = 0;
  for (std::sregex_iterator found(page.begin(), page.end(), test), end; found != end; ++found, ++named) {
    EXPECT_NE(tests.find("(" + found->str(1) + ", " + found->str(2) + ")"), std::string::npos) << found->str();
  }
  EXPECT_GT(named, 50);
  const std::regex chat("`([a-z0-9-]+\\.chat)`");
  for (std::sregex_iterator found(page.begin(), page.end(), chat), end; found != end; ++found) {
    EXPECT_TRUE(fs::exists(kSource / "tests/data/chats" / found->str(1))) << found->str(1);
  }
}

TEST(Requirements, EveryRuleHasARow) {
  const std::string page = content(kSource / "docs/requirements.md");
  const std::regex row("\n\\| ([LK])([0-9]+)(?:–[LK]([0-9]+))? ");
  std::map<std::string, int> last;
  for (std::sregex_iterator found(page.begin(), page.end(), row), end; found != end; ++found) {
    int& reached = last[found->str(1)];
    EXPECT_EQ(std::stoi(found->str(2)), reached + 1) << found->str();
    reached = std::stoi(found->length(3) > 0 ? found->str(3) : found->str(2));
  }
  EXPECT_EQ(last["L"], 40);
  EXPECT_EQ(last["K"], 21);
}

}  // namespace
}  // namespace sportello
