/// The file format of a backup: a tar compressed with zstd, so that `tar --zstd -xf` reads it without this program, and
/// sealed when there is a passphrase.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/backup/sealed_file.h"

namespace sportello::bot {

struct ArchivedFile {
  std::string name;  ///< "sportello.db", "media/ab/ab12…"
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// Writes entries one after another. Throws BackupError.
class ArchiveWriter {
 public:
  ArchiveWriter(const std::filesystem::path& file, const Passphrase& passphrase, std::int64_t unix_time);
  ~ArchiveWriter();
  ArchivedFile add_file(const std::string& name, const std::filesystem::path& from);
  void add_text(const std::string& name, std::string_view text);
  void finish();

 private:
  struct Tar;
  std::unique_ptr<Tar> tar_;
};

/// Takes the next bytes of an entry.
using ArchiveSink = std::function<void(std::string_view)>;
/// Says where an entry's bytes go; an empty sink passes them over.
using ArchiveEntry = std::function<ArchiveSink(const std::string& name)>;

/// Reads the whole file; what was in it, in its order, with the hash of what was really read. Throws BackupError.
std::vector<ArchivedFile> read_archive(const std::filesystem::path& file, const Passphrase& passphrase,
                                       const ArchiveEntry& entry);

}  // namespace sportello::bot
