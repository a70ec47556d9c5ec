#include "bot/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace sportello::bot {
ProcessFigures read_process_figures() {
  ProcessFigures figures;
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::ifstream statm("/proc/self/statm");
  if (statm >> size >> resident) figures.resident_bytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::error_code error;
  std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
  if (!error) {
    // The iterator's own descriptor is one of them.
    const auto count = std::distance(begin(descriptors), end(descriptors));
    figures.open_descriptors = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(count - 1, 0));
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.most_descriptors = limit.rlim_cur;
  return figures;
}

}  // namespace sportello::bot
