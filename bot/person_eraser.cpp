#include "bot/person_eraser.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "storage/reader.h"
#include "storage/snapshot.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;

/// Copies that were made before upgrades stand beside the database and keep what they had.
std::vector<std::string> older_copies(const std::string& url) {
  std::vector<std::string> copies;
  if (storage::on_server(url)) return copies;
  const auto database = storage::database_file(url);
  for (const auto& entry : std::filesystem::directory_iterator(database.parent_path())) {
    if (entry.path().filename().string().starts_with(database.filename().string() + ".before-"))
      copies.push_back(entry.path().string());
  }
  return copies;
}

/// Somebody else may hold the store for longer than one waits.
template <class Work>
auto unless_busy(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const storage::StoreError& error) {
    return fail(Errc::Unavailable, std::string("the store cannot be had now: ") + error.what());
  }
}

}  // namespace

PersonEraser::PersonEraser(std::string storage_url, const MediaStore& media, std::function<flows::Instant()> now)
    : storage_url_(std::move(storage_url)), media_(media), now_(std::move(now)) {}

flows::Result<storage::ErasureReport> PersonEraser::preview(flows::PersonId person) {
  return unless_busy([&] { return storage::preview_erasure(storage_url_, person); });
}

flows::Result<webhooks::ErasedPerson> PersonEraser::erase(flows::PersonId person, const std::string& who) {
  const std::unique_lock alone(one_at_a_time_, std::try_to_lock);
  if (!alone) return fail(Errc::Conflict, "another person is being erased: wait until that is done", {"erasure_runs"});
  return unless_busy([&]() -> flows::Result<webhooks::ErasedPerson> {
    const auto names = storage::open_reader(storage_url_)->aliases(person);
    auto report = storage::erase_person(storage_url_, person, who, now_());
    if (!report) return report.error();
    webhooks::ErasedPerson erased{.report = std::move(*report), .traces = {}, .copies = older_copies(storage_url_)};
    for (const auto& sha256 : erased.report.files) {
      std::error_code kept;
      erased.files += media_.remove(sha256, kept) ? 1 : 0;
      if (kept) erased.report.left.push_back("the file " + sha256 + ", which could not be removed: " + kept.message());
    }
    for (const auto& name : names) {
      if (storage::stands_in_files(storage_url_, name.value)) erased.traces.push_back(name.value);
    }
    return erased;
  });
}

}  // namespace sportello::bot
