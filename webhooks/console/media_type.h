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

}  // namespace sportello::webhooks
