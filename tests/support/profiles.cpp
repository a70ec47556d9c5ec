#include "tests/support/profiles.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sportello::test {

flows::ProfileFiles shipped_files(const std::string& name) {
  flows::ProfileFiles files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(SPORTELLO_PROFILES) / name)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
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

}  // namespace sportello::test
