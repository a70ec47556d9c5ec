#include "tests/support/examples_digest.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace sportello::tests {

std::string examples_digest(const std::filesystem::path& examples) {
  std::ifstream in(examples, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + examples.string());
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (char c = 0; in.get(c);) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  char line[32];
  std::snprintf(line, sizeof line, "// Examples: %016llx", static_cast<unsigned long long>(hash));
  return line;
}

}  // namespace sportello::tests
