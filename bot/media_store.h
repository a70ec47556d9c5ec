/// Files customers sent, on disk, named by the SHA-256 of their bytes. Written whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "flows/core/result.h"

namespace sportello::bot {

/// Whether what Meta told of a file (hex or base64 of its SHA-256) is this hash in hex. Nothing told is no objection.
bool agrees(std::string_view told, std::string_view sha256);

/// A file on its way into the store, piece by piece, so that it is never whole in memory. Gone with the object unless it
/// was kept.
class IncomingFile {
 public:
  explicit IncomingFile(std::filesystem::path folder);
  ~IncomingFile();
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;

  /// False when it cannot be written: is the disk full?
  bool write(std::string_view piece);
  /// Makes it durable and a file of the store, under its SHA-256 in hex, unless what was told of it is another one:
  /// then Unavailable, because the next download may be whole.
  flows::Result<std::string> keep(std::string_view told = {});

  std::int64_t size() const { return size_; }
  /// The first bytes, for sniff_type.
  const std::string& start() const { return start_; }

 private:
  struct Digest;

  std::filesystem::path folder_;
  std::filesystem::path part_;
  int file_ = -1;
  std::int64_t size_ = 0;
  std::string start_;
  std::unique_ptr<Digest> digest_;
};

class MediaStore {
 public:
  /// Makes the folder, readable by its owner only. Throws std::filesystem::filesystem_error when it cannot.
  explicit MediaStore(std::filesystem::path folder);

  /// The file's name: the hex SHA-256 of its bytes. The same bytes are stored once. Unavailable when the disk refuses.
  flows::Result<std::string> keep(std::string_view bytes);
  /// NotFound when there is no such file; Invalid for a name that keep() never gives.
  flows::Result<std::string> read(const std::string& name) const;
  const std::filesystem::path& folder() const { return folder_; }
  flows::Result<std::filesystem::path> path_of(const std::string& name) const;
  /// Where the small picture of that file is, or would be: beside it. Invalid for a name that keep() never gives.
  flows::Result<std::filesystem::path> thumbnail_path(const std::string& name) const;
  /// The file and its thumbnail. False when there was no such file, or with an error when it could not be removed.
  bool remove(const std::string& name, std::error_code& error) const;

 private:
  std::filesystem::path folder_;
};

/// What the bytes are, by their first ones: "image/jpeg", "audio/ogg" …; "application/octet-stream" for anything that
/// is not on the short list of types the desk shows. What the sender claims is never trusted.
std::string sniff_type(std::string_view bytes);

std::string sha256_hex(std::string_view bytes);

}  // namespace sportello::bot
