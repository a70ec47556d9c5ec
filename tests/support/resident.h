/// The memory this process holds, for tests that must not let it grow.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <fstream>

namespace sportello::tests {

/// A sanitizer keeps what was freed and a shadow of what was touched: under it memory grows whatever the program does.
#ifdef SPORTELLO_SANITIZED
inline constexpr bool kMemoryIsMeasurable = false;
#else
inline constexpr bool kMemoryIsMeasurable = true;
#endif

/// In bytes, of pages that are in memory; always 0 where it cannot be measured.
inline std::size_t resident_bytes() {
  if (!kMemoryIsMeasurable) return 0;
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace sportello::tests
