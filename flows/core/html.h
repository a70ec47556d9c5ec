/// Text on its way into a page.
#pragma once

#include <string>
#include <string_view>

namespace sportello::flows {

/// The text with & < > " ' as references: safe between tags and inside a quoted attribute.
std::string html_escaped(std::string_view text);

}  // namespace sportello::flows
