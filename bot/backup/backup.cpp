#include "bot/backup/backup.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bot/backup/archive.h"
#include "bot/desk_lock.h"
#include "flows/core/json.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;
using nlohmann::json;

constexpr int kFormat = 1;
constexpr const char* kDatabase = "sportello.db";
constexpr const char* kManifest = "manifest.json";
constexpr std::string_view kMediaPrefix = "media/";
constexpr std::string_view kNamePrefix = "sportello-";
constexpr std::string_view kExtension = ".tar.zst";
constexpr std::string_view kSealedExtension = ".tar.zst.sealed";

/// A folder only its owner can look into, gone at the end.
class Scratch {
 public:
  explicit Scratch(const fs::path& in) {
    std::string pattern = (in / ".backup-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw BackupError(fail(Errc::Unavailable, in.string() + ": no folder can be made here; does it exist, is it yours?"));
    }
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path operator/(std::string_view name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// "20261121T163000Z": sorts as time does.
std::string stamp(flows::Instant now) {
  std::string text = flows::iso_utc(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

bool is_media_name(std::string_view name) {
  return name.size() == 64 &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::vector<fs::path> media_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && is_media_name(entry.path().filename().string())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

json manifest_of(const BackupRequest& request, const storage::DatabaseFacts& facts,
                 const std::vector<ArchivedFile>& files) {
  json listed = json::array();
  for (const ArchivedFile& file : files) {
    listed.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return {{"format", kFormat},
          {"made_at", flows::iso_utc(request.now)},
          {"program", request.program},
          {"schema", facts.schema},
          {"rows", facts.rows},
          {"media", request.with == Media::Include ? "included" : "left out"},
          {"files", std::move(listed)}};
}

/// Unpacks into `scratch` what `wanted` takes, and checks everything against the manifest.
BackupContent unpack(const fs::path& file, const Passphrase& passphrase, const Scratch& scratch, Media wanted) {
  const auto damaged = [&](const std::string& why) {
    return BackupError(fail(Errc::Invalid, file.string() + ": " + why + "; take another backup"));
  };
  std::string manifest_text;
  std::ofstream out;
  auto files = read_archive(file, passphrase, [&](const std::string& name) -> ArchiveSink {
    if (name == kManifest) return [&](std::string_view bytes) { manifest_text += bytes; };
    const bool media = name.starts_with(kMediaPrefix) && is_media_name(fs::path(name).filename().string()) &&
                       fs::path(name).lexically_normal() == fs::path(name);
    if (name != kDatabase && !media) throw damaged("has a file that does not belong there: " + name);
    if (media && wanted == Media::LeaveOut) return {};
    fs::create_directories((scratch / name).parent_path());
    out = std::ofstream(scratch / name, std::ios::binary);
    return [&out, &file](std::string_view bytes) {
      if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
        throw BackupError(fail(Errc::Unavailable, file.string() + ": cannot be unpacked: is the disk full?"));
      }
    };
  });
  out.close();
  json manifest;
  if (flows::parse_json(manifest_text, manifest).fault != flows::JsonFault::None || !manifest.is_object()) {
    throw damaged("has no manifest: it is cut, or no backup of this program");
  }
  if (manifest.value("format", 0) != kFormat) {
    throw BackupError(fail(Errc::Invalid, file.string() + ": made by a newer program; restore it with that one"));
  }
  std::erase_if(files, [](const ArchivedFile& each) { return each.name == kManifest; });
  const json& listed = manifest.at("files");
  if (listed.size() != files.size()) throw damaged("lacks files that its manifest names");
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (listed[i].at("name") != files[i].name || listed[i].at("sha256") != files[i].sha256) {
      throw damaged(files[i].name + " is not what was put in");
    }
  }
  BackupContent content{manifest.at("made_at"), manifest.at("program"), {}, files.size() - 1};
  content.database.schema = manifest.at("schema");
  content.database.rows = manifest.at("rows").get<std::map<std::string, std::int64_t>>();
  if (storage::inspect_database(scratch / kDatabase) != content.database) {
    throw damaged("the database has other rows than when it was copied");
  }
  return content;
}

/// Removes the oldest of the folder's backups. Names sort as time does.
std::vector<fs::path> prune(const fs::path& folder, int keep) {
  std::vector<fs::path> backups;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kNamePrefix) && (name.ends_with(kExtension) || name.ends_with(kSealedExtension))) {
      backups.push_back(entry.path());
    }
  }
  std::sort(backups.begin(), backups.end());
  const std::size_t most = static_cast<std::size_t>(keep);
  if (backups.size() <= most) return {};
  backups.resize(backups.size() - most);
  for (const fs::path& old : backups) fs::remove(old);
  return backups;
}

/// `stem` + `ending`; where that or a later one of the same second is there, `stem` + "_02" + `ending` and so on, behind
/// all of them, also when the first has been removed meanwhile: names sort as time does.
fs::path unused(const fs::path& stem, std::string_view ending) {
  const std::string beginning = stem.filename().string();
  int newest = 0;
  for (const auto& entry : fs::directory_iterator(stem.parent_path())) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(beginning) || !name.ends_with(ending)) continue;
    const std::string_view middle = std::string_view(name).substr(beginning.size(), name.size() - beginning.size() - ending.size());
    int nth = 1;
    if (!middle.empty()) {
      const auto read = std::from_chars(middle.data() + 1, middle.data() + middle.size(), nth);
      if (middle.front() != '_' || read.ec != std::errc()) continue;
    }
    newest = std::max(newest, nth);
  }
  if (newest == 0) return stem.string() + std::string(ending);
  return fmt::format("{}_{:02}{}", stem.string(), newest + 1, ending);
}

fs::path name_for(const BackupRequest& request) {
  if (!fs::is_directory(request.to)) return request.to;
  const fs::path stem = request.to / (std::string(kNamePrefix) + stamp(request.now));
  return unused(stem, request.passphrase ? kSealedExtension : kExtension);
}

BackupReport make(const BackupRequest& request) {
  const fs::path file = name_for(request);
  if (fs::exists(file)) throw BackupError(fail(Errc::Conflict, file.string() + ": is there already"));
  // The copy in the clear stays beside the database, wherever the sealed backup goes.
  const Scratch scratch(storage::database_file(request.storage_url).parent_path());
  const auto facts = storage::copy_database(request.storage_url, scratch / "copy.db");

  const fs::path part = file.string() + ".part";
  fs::remove(part);
  BackupReport report;
  try {
    ArchiveWriter archive(part, request.passphrase, std::chrono::floor<std::chrono::seconds>(request.now).time_since_epoch().count());
    std::vector<ArchivedFile> files{archive.add_file(kDatabase, scratch / "copy.db")};
    // Files are on the disk before the rows that name them, so whatever the copy speaks of is here.
    if (request.with == Media::Include) {
      for (const fs::path& each : media_files(request.media)) {
        files.push_back(archive.add_file(std::string(kMediaPrefix) + fs::relative(each, request.media).string(), each));
      }
    }
    archive.add_text(kManifest, flows::print_json_pretty(manifest_of(request, facts, files)));
    archive.finish();
    fs::remove(scratch / "copy.db");
    report.content = unpack(part, request.passphrase, scratch, Media::LeaveOut);
    report.bytes = fs::file_size(part);
    fs::rename(part, file);
  } catch (...) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
  report.file = file;
  if (request.keep > 0) report.removed = prune(file.parent_path(), request.keep);
  return report;
}

fs::path move_aside(const fs::path& database, flows::Instant now) {
  const fs::path aside = unused(database.string() + ".replaced-" + stamp(now), "");
  // The log first: a database without its log is old, a log without its database is nothing.
  for (const std::string suffix : {"-wal", "-shm", ""}) {
    const fs::path from = database.string() + suffix;
    if (fs::exists(from)) fs::rename(from, aside.string() + suffix);
  }
  return aside;
}

RestoreReport restore(const RestoreRequest& request) {
  const fs::path database = storage::database_file(request.storage_url);
  fs::create_directories(database.parent_path());
  std::optional<DeskLock> lock;
  try {
    lock.emplace(database);
  } catch (const std::runtime_error& error) {
    throw BackupError(fail(Errc::Conflict, error.what()));
  }
  const bool there = fs::exists(database);
  if (there && request.existing == Overwrite::Refuse) {
    throw BackupError(fail(Errc::Conflict, database.string() +
                                               ": there is a database already; --overwrite moves it aside and puts "
                                               "the backup in its place"));
  }
  const Scratch scratch(database.parent_path());
  RestoreReport report;
  report.content = unpack(request.from, request.passphrase, scratch, Media::Include);
  if (report.content.database.schema > storage::known_schema()) {
    throw BackupError(fail(Errc::Invalid, request.from.string() + ": has schema version " +
                                              std::to_string(report.content.database.schema) +
                                              ", this program knows only " + std::to_string(storage::known_schema()) +
                                              "; restore it with program " + report.content.program));
  }
  report.doubtful = storage::doubt_unsent(scratch / kDatabase, request.now);
  fs::permissions(scratch / kDatabase, fs::perms::owner_read | fs::perms::owner_write);
  for (const fs::path& each : media_files(scratch / "media")) {
    const fs::path target = request.media / fs::relative(each, scratch / "media");
    if (fs::exists(target)) continue;
    fs::create_directories(target.parent_path());
    // The media folder may be on another disk.
    fs::copy_file(each, target);
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write);
  }
  if (fs::exists(request.media)) fs::permissions(request.media, fs::perms::owner_all);
  if (there) report.replaced = move_aside(database, request.now);
  fs::rename(scratch / kDatabase, database);
  return report;
}

template <class Work>
auto as_result(Work work) -> flows::Result<decltype(work())> {
  try {
    return work();
  } catch (const BackupError& error) {
    return error.error();
  } catch (const storage::StoreError& error) {
    return fail(Errc::Unavailable, error.what());
  } catch (const fs::filesystem_error& error) {
    return fail(Errc::Unavailable, error.path1().string() + ": " + error.code().message());
  } catch (const json::exception&) {
    return fail(Errc::Invalid, "the backup's manifest cannot be read; take another backup");
  }
}

}  // namespace

flows::Result<BackupReport> make_backup(const BackupRequest& request) {
  return as_result([&] { return make(request); });
}

flows::Result<BackupContent> check_backup(const fs::path& file, const Passphrase& passphrase, const fs::path& scratch) {
  return as_result([&] { return unpack(file, passphrase, Scratch(scratch), Media::LeaveOut); });
}

flows::Result<RestoreReport> restore_backup(const RestoreRequest& request) {
  return as_result([&] { return restore(request); });
}

std::optional<flows::Instant> newest_backup(const fs::path& database) {
  std::error_code error;
  std::optional<flows::Instant> newest;
  for (const auto& entry : fs::directory_iterator(database.parent_path() / "backups", error)) {
    struct stat status {};
    if (!entry.path().filename().string().starts_with(kNamePrefix) || ::stat(entry.path().c_str(), &status) != 0) {
      continue;
    }
    const flows::Instant made{std::chrono::seconds{status.st_mtime}};
    newest = std::max(newest.value_or(made), made);
  }
  return newest;
}

}  // namespace sportello::bot
