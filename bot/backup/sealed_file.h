/// A file that may be sealed with a passphrase: libsodium's secretstream (XChaCha20-Poly1305) in pieces of 64 KiB, the key
/// by argon2id. Cut, altered or reordered pieces are noticed. Without a passphrase the bytes are as they come.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "flows/core/result.h"
#include "flows/core/secret.h"

namespace sportello::bot {

/// What stops a backup or a restore, with what to do next; becomes a Result at the face of bot/backup/backup.h.
class BackupError : public std::runtime_error {
 public:
  explicit BackupError(flows::Error error) : std::runtime_error(error.text), error_(std::move(error)) {}
  const flows::Error& error() const { return error_; }

 private:
  flows::Error error_;
};

using Passphrase = std::optional<flows::Secret>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, CloseFile>;

class SealedWriter {
 public:
  /// Makes the file, readable by its owner only; it must not exist. Throws BackupError, as all the others do.
  SealedWriter(const std::filesystem::path& file, const Passphrase& passphrase);
  ~SealedWriter();
  void write(std::string_view bytes);
  /// Seals the end and waits until all is on the disk. Without it the file is worth nothing.
  void finish();

 private:
  struct Seal;
  void put(std::string_view bytes);
  void push(bool last);

  std::filesystem::path path_;
  OpenFile file_;
  std::unique_ptr<Seal> seal_;
  std::string pending_;
};

class SealedReader {
 public:
  /// Denied when the file is sealed and no passphrase is given, or another one.
  SealedReader(const std::filesystem::path& file, const Passphrase& passphrase);
  ~SealedReader();
  /// The next bytes, good until the next call; empty at the end.
  std::string_view next();

 private:
  struct Seal;
  std::size_t read(std::size_t most);

  std::filesystem::path path_;
  OpenFile file_;
  std::unique_ptr<Seal> seal_;
  std::string raw_;
  std::string plain_;
  bool ended_ = false;
};

}  // namespace sportello::bot
