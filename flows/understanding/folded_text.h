/// A message folded for comparison (small letters without accents), each byte with its place in what was typed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

struct FoldedText {
  std::string text;                   ///< on the heap: views into it outlive a move
  std::vector<std::uint32_t> from;    ///< byte of the message each byte comes from; one more, for the end
  std::vector<std::uint8_t> accents;  ///< whether it bore one: tells "è" from "e"
};

/// Never fails; malformed bytes are skipped. Line ends and emoji stand apart, an emoji as '\x01'.
FoldedText fold_message(std::string_view text);

}  // namespace sportello::flows
