/// Backups of a whole desk, database and media, made while it serves, and their way back.
///
/// A backup is one file: sportello.db, media/…, and at its end manifest.json with the rows of each table and the hash of
/// each file. It is read back and checked before it gets its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bot/backup/sealed_file.h"
#include "flows/core/time.h"
#include "storage/snapshot.h"

namespace sportello::bot {

enum class Media { Include, LeaveOut };

struct BackupRequest {
  std::string storage_url;
  std::filesystem::path media;
  /// A file that does not exist yet, or a folder in which the backup gets a name with its time.
  std::filesystem::path to;
  Passphrase passphrase;
  Media with = Media::Include;
  int keep = 0;  ///< 0: all; else the newest so many of the folder's backups stay, this one counted
  flows::Instant now{};
  std::string program;  ///< version that makes it
};

struct BackupContent {
  std::string made_at;  ///< ISO, UTC
  std::string program;
  storage::DatabaseFacts database;
  std::size_t media_files = 0;
};

struct BackupReport {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  BackupContent content;
  std::vector<std::filesystem::path> removed;
};

/// Everything committed before the call is in it.
flows::Result<BackupReport> make_backup(const BackupRequest& request);

/// When the newest backup in `backups` beside the database was made; nullopt when there is none.
std::optional<flows::Instant> newest_backup(const std::filesystem::path& database);

/// Reads all of it and compares hashes, integrity and rows. `scratch` is where the database is unpacked meanwhile.
flows::Result<BackupContent> check_backup(const std::filesystem::path& file, const Passphrase& passphrase,
                                          const std::filesystem::path& scratch);

enum class Overwrite { Refuse, MoveAside };

struct RestoreRequest {
  std::filesystem::path from;
  Passphrase passphrase;
  std::string storage_url;
  std::filesystem::path media;
  Overwrite existing = Overwrite::Refuse;
  flows::Instant now{};
};

struct RestoreReport {
  BackupContent content;
  std::filesystem::path replaced;  ///< where the database that was there is now; empty when there was none
  std::int64_t doubtful = 0;       ///< messages that waited to be sent then, flagged as uncertain now
};

/// Checks first, changes then: Conflict when there is a database and `existing` says Refuse, or while a desk runs on it;
/// Invalid when the backup is damaged or of a newer program. Media are added, none is removed.
flows::Result<RestoreReport> restore_backup(const RestoreRequest& request);

}  // namespace sportello::bot
