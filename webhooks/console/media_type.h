/// What a customer's file really is, by its first bytes: only what a browser can be trusted to show is shown.
#pragma once

#include <string>
#include <string_view>

namespace sportello::webhooks {

enum class Showing {
  InPage,    ///< an image, a recording, a PDF: a browser shows or plays it
  SaveOnly,  ///< handed over as a file, whatever it says it is
};

struct MediaType {
  std::string mime;
  Showing showing = Showing::SaveOnly;
};

/// `start` is the file's first bytes (at least 16 where it has as many), `declared` what the sender said. A type that
/// the bytes do not confirm is served as application/octet-stream.
MediaType media_type(std::string_view start, std::string_view declared);

/// What WhatsApp takes the file for that an operator sends: by its first bytes, and by its name where those say only
/// "zip" or "text". Empty for what WhatsApp does not take (Meta's media reference).
std::string sendable_type(std::string_view start, std::string_view name);

}  // namespace sportello::webhooks
