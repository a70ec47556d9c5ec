#include "storage/sql/dump.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace sportello::storage::sql {
namespace {

/// This process's environment with the URL's parts in libpq's variables.
std::vector<std::string> environment_for(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parts(PQconninfoParse(url.c_str(), nullptr),
                                                                           &PQconninfoFree);
  if (!parts) throw std::runtime_error("storage url: PostgreSQL does not understand it");
  std::map<std::string, std::string, std::less<>> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view text(*each);
    const auto end = text.find('=');
    if (end != std::string_view::npos) variables.emplace(text.substr(0, end), text.substr(end + 1));
  }
  for (const PQconninfoOption* part = parts.get(); part->keyword != nullptr; ++part) {
    if (part->val != nullptr && part->envvar != nullptr) variables[part->envvar] = part->val;
  }
  std::vector<std::string> lines;
  for (const auto& [name, value] : variables) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Its exit status; -1 when there is no such program or a signal ended it.
int run(std::vector<std::string> command, std::vector<std::string> environment) {
  pid_t child = -1;
  if (::posix_spawnp(&child, command.front().c_str(), nullptr, nullptr, pointers_to(command).data(),
                     pointers_to(environment).data()) != 0) {
    return -1;
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void dump_server(const std::string& url, const std::filesystem::path& to) {
  const int file = ::open(to.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) throw std::runtime_error("cannot write " + to.string());
  ::close(file);
  if (run({"pg_dump", "--format=custom", "--no-password", "--file=" + to.string()}, environment_for(url)) == 0) return;
  std::error_code gone;
  std::filesystem::remove(to, gone);
  throw std::runtime_error("pg_dump is not here or did not succeed");
}

}  // namespace sportello::storage::sql
