#include "bot/thumbnail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
// glibc 2.36 does not say that it is C.
extern "C" {
#include <sys/pidfd.h>
}

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bot/media_store.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;

constexpr std::string_view kProgram = "gm";
/// By the clock; the limit of processor time is half of it.
constexpr std::chrono::seconds kPatience{20};
/// What prlimit says of a program that is not there.
constexpr int kNotFound = 127;
/// More than a thumbnail needs: so that a full disk is not taken for a bad picture.
constexpr std::uintmax_t kRoom = 1'000'000;

/// An open file, or something that behaves like one.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

/// GraphicsMagick's name for the format, by the first bytes: it is told which decoder to use and never guesses itself.
std::string_view decoder_for(const fs::path& file) {
  std::string start(32, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  const std::string type = sniff_type(start);
  if (type == "image/jpeg") return "jpeg";
  if (type == "image/png") return "png";
  if (type == "image/webp") return "webp";
  return {};
}

/// prlimit holds the process, -limit what GraphicsMagick allots for one picture: eight bytes for each pixel.
std::vector<std::string> command_for(std::string_view decoder) {
  return {"prlimit", "--as=400000000", "--cpu=10", "--fsize=1000000", "--core=0", "--",
          std::string(kProgram), "convert",
          "-limit", "threads", "1", "-limit", "disk", "0", "-limit", "map", "0", "-limit", "memory", "220MB",
          "-limit", "pixels", "25MP", "-limit", "width", "20KP", "-limit", "height", "20KP",
          // A JPEG is decoded no larger than it has to be.
          "-size", fmt::format("{0}x{0}", kThumbnailEdge), fmt::format("{}:/proc/self/fd/0", decoder),
          "-auto-orient", "-thumbnail", fmt::format("{0}x{0}>", kThumbnailEdge), "+profile", "*", "-quality", "75",
          "webp:/proc/self/fd/1"};
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// -1 with errno when it could not be started. It has the two files, nothing else of ours.
pid_t start(std::vector<std::string> command, const Descriptor& in, const Descriptor& out) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> environment{std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path), "LC_ALL=C",
                                       "OMP_NUM_THREADS=1", "MAGICK_CODER_STABILITY=PRIMARY"};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  if (::posix_spawn_file_actions_init(&files) != 0 || ::posix_spawnattr_init(&attributes) != 0) throw std::bad_alloc();
  ::posix_spawn_file_actions_adddup2(&files, in.number(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, out.number(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, command.front().c_str(), &files, &attributes, pointers_to(command).data(),
                                   pointers_to(environment).data());
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  return error == 0 ? child : -1;
}

/// Whether it ended by itself; killed when it takes too long or the desk stops.
bool wait_for(pid_t child, const std::stop_token& stop, int& status) {
  constexpr std::chrono::milliseconds kLook{50};
  const Descriptor ended(::pidfd_open(child, 0));
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  pollfd watched{ended.number(), POLLIN, 0};
  bool over = false;
  while (!over && !stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
    over = ::poll(&watched, 1, static_cast<int>(kLook.count())) > 0;
  }
  if (!over) ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return over;
}

}  // namespace

flows::Result<void> make_thumbnail(const fs::path& from, const fs::path& to, const std::stop_token& stop) {
  const auto decoder = decoder_for(from);
  if (decoder.empty()) return fail(Errc::Invalid, "no picture that can be made small");
  std::error_code error;
  if (fs::space(to.parent_path(), error).available < kRoom || error) {
    return fail(Errc::Unavailable, "no room for " + to.string() + ": is the disk full?");
  }
  const Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  const Descriptor out(::open(to.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (in.number() < 0 || out.number() < 0) return fail(Errc::Unavailable, "cannot open " + from.string() + " or " + to.string());
  const pid_t child = start(command_for(decoder), in, out);
  if (child < 0) return fail(Errc::Unavailable, "prlimit cannot be started: is util-linux installed?");
  int status = 0;
  if (!wait_for(child, stop, status)) return fail(Errc::Unavailable, "the picture takes too long");
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotFound) {
    return fail(Errc::Unavailable, "GraphicsMagick is not here: apt install graphicsmagick");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(Errc::Invalid, "the picture cannot be decoded");
  if (::fsync(out.number()) != 0 || fs::file_size(to, error) == 0 || error) {
    return fail(Errc::Unavailable, "cannot write " + to.string() + ": is the disk full?");
  }
  return {};
}

bool can_make_thumbnails() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((fs::path(folder) / kProgram).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace sportello::bot
