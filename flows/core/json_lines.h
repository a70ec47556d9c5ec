/// Where in a JSON text each value stands, so that a fault can name its line.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace sportello::flows {

/// The line (from 1) on which each member or element begins, by JSON pointer; "" is the document. Comments are skipped.
/// The text must have been parsed successfully before; of anything else the lines are merely wrong.
std::map<std::string, std::size_t, std::less<>> json_lines(std::string_view text);

}  // namespace sportello::flows
