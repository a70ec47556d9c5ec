/// Reads multipart/form-data, which is how media are uploaded (RFC 7578).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::webhooks::emulator {

struct Part {
  std::string name;
  std::string filename;
  std::string type;       ///< Content-Type of the part; empty when it has none
  std::string_view body;  ///< points into the text that was parsed
};

/// nullopt for a content type that is not multipart/form-data, and for a body that is cut short or not framed by it.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace sportello::webhooks::emulator
