#include "bot/profiles.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "embedded/profiles.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;

flows::ProfileFiles shipped_files(const std::string& name) {
  flows::ProfileFiles files;
  for (const auto& file : embedded::profiles()) {
    const std::string_view path = file.name;
    if (path.starts_with(name + "/")) files.emplace(path.substr(name.size() + 1), file.content);
  }
  return files;
}

}  // namespace

std::vector<std::string> shipped_profiles() {
  std::vector<std::string> names;
  for (const auto& file : embedded::profiles()) {
    std::string name(std::string_view(file.name).substr(0, std::string_view(file.name).find('/')));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

flows::ProfileLoad find_profile(const std::string& name_or_folder) {
  if (name_or_folder.find('/') == std::string::npos) {
    const auto files = shipped_files(name_or_folder);
    if (!files.empty()) return flows::load_profile(files);
  }
  flows::ProfileFiles files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(name_or_folder, error)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files.emplace(entry.path().filename().string(), std::string{std::istreambuf_iterator<char>(file), {}});
  }
  if (files.empty()) {
    std::string names;
    for (const std::string& name : shipped_profiles()) names += (names.empty() ? "" : ", ") + name;
    flows::ProfileLoad load;
    load.faults.push_back(
        {name_or_folder, "", "is neither a folder with a profile.json nor a profile that ships (" + names + ")"});
    return load;
  }
  return flows::load_profile(files);
}

}  // namespace sportello::bot
