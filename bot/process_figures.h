/// What this process takes of the machine, read from /proc/self.
#pragma once

#include <cstdint>

namespace sportello::bot {

struct ProcessFigures {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
  std::uint64_t most_descriptors = 0;
};

/// Zeros for what cannot be read.
ProcessFigures read_process_figures();

}  // namespace sportello::bot
