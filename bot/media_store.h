/// Files customers sent, on disk, named by the SHA-256 of their bytes. Written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace sportello::bot {

class MediaStore {
 public:
  /// Makes the folder, readable by its owner only. Throws std::filesystem::filesystem_error when it cannot.
  explicit MediaStore(std::filesystem::path folder);

  /// The file's name: the hex SHA-256 of its bytes. The same bytes are stored once. Unavailable when the disk refuses.
  flows::Result<std::string> keep(std::string_view bytes);
  /// NotFound when there is no such file; Invalid for a name that keep() never gives.
  flows::Result<std::string> read(const std::string& name) const;
  flows::Result<std::filesystem::path> path_of(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

/// What the bytes are, by their first ones: "image/jpeg", "audio/ogg" …; "application/octet-stream" for anything that
/// is not on the short list of types the desk shows. What the sender claims is never trusted.
std::string sniff_type(std::string_view bytes);

std::string sha256_hex(std::string_view bytes);

}  // namespace sportello::bot
