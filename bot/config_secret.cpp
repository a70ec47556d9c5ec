#include "bot/config_secret.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "bot/config.h"

namespace sportello::bot {

using flows::Errc;
using flows::fail;
using flows::Secret;

flows::Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::NotFound, "cannot read " + path.string());
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::string without_newline(std::string text) {
  if (text.ends_with("\r\n")) {
    text.resize(text.size() - 2);
  } else if (text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

flows::Result<Secret> read_secret(const std::string& where, const Environment& environment) {
  if (where.starts_with("env:")) {
    auto found = environment(where.substr(4));
    if (!found || found->empty()) return fail(Errc::Invalid, "the environment variable " + where.substr(4) + " is not set");
    return Secret(std::move(*found));
  }
  if (!where.starts_with("file:")) return fail(Errc::Invalid, "a passphrase is given as file:PATH or env:NAME");
  auto content = read_file(where.substr(5));
  if (!content) return content.error();
  std::string word = without_newline(std::move(*content));
  if (word.empty()) return fail(Errc::Invalid, where.substr(5) + " is empty");
  return Secret(std::move(word));
}

}  // namespace sportello::bot
