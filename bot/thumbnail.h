/// Makes a photo small. What customers send may be made to harm, so the work is GraphicsMagick's, in a process of its own
/// that has none of the desk's memory, files and secrets, and may use little of the machine.
#pragma once

#include <filesystem>
#include <stop_token>

#include "flows/core/result.h"

namespace sportello::bot {

/// The longest edge, in pixels.
inline constexpr int kThumbnailEdge = 320;

/// Writes to `to` the JPEG, PNG or WebP of `from` as a WebP that fits into a square of kThumbnailEdge, turned as its EXIF
/// says and without any other of its metadata. A smaller picture keeps its size. Invalid when it is no such picture,
/// damaged, or larger than 25 million pixels to be held at once; Unavailable when that could not be found out: no
/// GraphicsMagick, no room, too slow, stopped. Takes some tenths of a second. `to` is then nothing to be used.
flows::Result<void> make_thumbnail(const std::filesystem::path& from, const std::filesystem::path& to,
                                   const std::stop_token& stop);

/// Whether there is a GraphicsMagick to be found.
bool can_make_thumbnails();

}  // namespace sportello::bot
