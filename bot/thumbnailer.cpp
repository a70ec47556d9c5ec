#include "bot/thumbnailer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "bot/thumbnail.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;

/// More than a page of the console shows; some tenths of a second each.
constexpr std::size_t kMostWaiting = 64;
/// Forgotten all at once when there are so many.
constexpr std::size_t kMostHopeless = 4'096;

flows::Error unreadable() {
  return fail(Errc::Invalid, "the picture cannot be decoded");
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return file.bad() || bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

/// A file of the folder on its way, gone with the object. Its name is one that MediaStore clears away after a crash.
class Draft {
 public:
  explicit Draft(const fs::path& folder) {
    std::string name = (folder / "incoming-XXXXXX").string();
    if (const int file = ::mkostemp(name.data(), O_CLOEXEC); file >= 0) ::close(file);
    path_ = name;
  }
  ~Draft() {
    std::error_code gone;
    fs::remove(path_, gone);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

Thumbnailer::Thumbnailer(const MediaStore& media, std::function<void(const std::string&)> log)
    : media_(media), log_(std::move(log)) {}

Thumbnailer::~Thumbnailer() {
  stop();
}

void Thumbnailer::start() {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Thumbnailer::stop() {
  std::deque<Wish> left;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    left.swap(wishes_);
  }
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  for (const Wish& wish : left) wish.done(fail(Errc::Unavailable, "the desk stops"));
}

bool Thumbnailer::ask(const std::string& name, Done done) {
  const auto path = media_.thumbnail_path(name);
  if (auto picture = path ? read(*path) : std::nullopt) {
    done(std::move(*picture));
    return true;
  }
  bool hopeless = false;
  {
    const std::lock_guard lock(mutex_);
    hopeless = hopeless_.contains(name);
    if (!hopeless) {
      if (!open_ || wishes_.size() >= kMostWaiting) return false;
      wishes_.push_back({name, std::move(done)});
    }
  }
  if (hopeless) {
    done(unreadable());
  } else {
    news_.notify_one();
  }
  return true;
}

void Thumbnailer::work(const std::stop_token& stop) {
  while (true) {
    Wish wish;
    {
      std::unique_lock lock(mutex_);
      if (!news_.wait(lock, stop, [this] { return !wishes_.empty(); })) return;
      wish = std::move(wishes_.front());
      wishes_.pop_front();
    }
    auto picture = make(wish.name, stop);
    if (!picture && picture.error().code == Errc::Invalid) {
      const std::lock_guard lock(mutex_);
      if (hopeless_.size() >= kMostHopeless) hopeless_.clear();
      hopeless_.insert(wish.name);
    }
    if (!picture && picture.error().code == Errc::Unavailable && !stop.stop_requested() && !complained_) {
      complained_ = true;
      log_(picture.error().text);
    }
    wish.done(std::move(picture));
  }
}

flows::Result<std::string> Thumbnailer::make(const std::string& name, const std::stop_token& stop) {
  const auto file = media_.path_of(name);
  if (!file) return file.error();
  const fs::path path = *media_.thumbnail_path(name);
  // Who asked just before may have had it made.
  if (auto picture = read(path)) return std::move(*picture);
  const Draft draft(media_.folder());
  if (const auto made = make_thumbnail(*file, draft.path(), stop); !made) return made.error();
  std::error_code error;
  fs::rename(draft.path(), path, error);
  auto picture = error ? std::nullopt : read(path);
  // Erased meanwhile: MediaStore::remove may have looked for the thumbnail too early.
  if (!fs::exists(*file, error)) fs::remove(path, error);
  if (!picture) return fail(Errc::Unavailable, "cannot write " + path.string());
  return std::move(*picture);
}

}  // namespace sportello::bot
