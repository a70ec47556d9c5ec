#include "tests/support/profiles.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sportello::test {
namespace {

const std::filesystem::path kSource = SPORTELLO_SOURCE_DIR;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

flows::ProfileFiles shipped_files(const std::string& name) {
  flows::ProfileFiles files;
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "deploy/profiles" / name)) {
    files[entry.path().filename().string()] = content_of(entry.path());
  }
  return files;
}

flows::Business load_shipped(const std::string& name) {
  flows::ProfileLoad load = flows::load_profile(shipped_files(name));
  std::string faults;
  for (const flows::ProfileFault& fault : load.faults) faults += "\n" + fault.line();
  if (!load.business) throw std::runtime_error("the profile " + name + " does not load:" + faults);
  return *std::move(load.business);
}

std::string documented_profile() {
  const std::string page = content_of(kSource / "docs/profile.md");
  const std::string fence = "```json\n";
  const std::size_t begin = page.find(fence) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

}  // namespace sportello::test
