#include "bot/media_store.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;

bool is_name(const std::string& name) {
  return name.size() == 64 &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool write_whole(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool good = true;
  while (good && !bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    good = written > 0;
    if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(file) == 0;
  return ::close(file) == 0 && good;
}

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view mime;
};
constexpr std::array kSignatures = {
    Signature{0, "\xFF\xD8\xFF", "image/jpeg"},
    Signature{0, "\x89PNG\r\n\x1A\n", "image/png"},
    Signature{0, "GIF8", "image/gif"},
    Signature{8, "WEBP", "image/webp"},
    Signature{0, "OggS", "audio/ogg"},
    Signature{0, "#!AMR", "audio/amr"},
    Signature{0, "ID3", "audio/mpeg"},
    Signature{8, "WAVE", "audio/wav"},
    Signature{4, "ftypM4A", "audio/mp4"},
    Signature{4, "ftyp", "video/mp4"},
    Signature{0, "\x1A\x45\xDF\xA3", "video/webm"},
    Signature{0, "%PDF-", "application/pdf"},
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not compute a SHA-256");
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

std::string sniff_type(std::string_view bytes) {
  for (const Signature& known : kSignatures) {
    if (bytes.size() >= known.at + known.bytes.size() && bytes.substr(known.at, known.bytes.size()) == known.bytes) {
      return std::string(known.mime);
    }
  }
  // An MPEG audio frame without a tag.
  if (bytes.size() > 1 && bytes[0] == '\xFF' && (static_cast<unsigned char>(bytes[1]) & 0xE0) == 0xE0) {
    return "audio/mpeg";
  }
  return "application/octet-stream";
}

MediaStore::MediaStore(fs::path folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
}

flows::Result<std::string> MediaStore::keep(std::string_view bytes) {
  const std::string name = sha256_hex(bytes);
  const fs::path path = folder_ / name.substr(0, 2) / name;
  std::error_code error;
  if (fs::exists(path, error)) return name;
  fs::create_directories(path.parent_path(), error);
  const fs::path part = path.string() + ".part";
  if (error || !write_whole(part, bytes)) {
    fs::remove(part, error);
    return fail(Errc::Unavailable, "cannot write to " + folder_.string() + ": is the disk full?");
  }
  fs::rename(part, path, error);
  if (error) return fail(Errc::Unavailable, "cannot write to " + folder_.string() + ": " + error.message());
  return name;
}

flows::Result<fs::path> MediaStore::path_of(const std::string& name) const {
  if (!is_name(name)) return fail(Errc::Invalid, "not the name of a stored file");
  const fs::path path = folder_ / name.substr(0, 2) / name;
  std::error_code error;
  if (!fs::exists(path, error)) return fail(Errc::NotFound, "the file is not in the media store");
  return path;
}

flows::Result<std::string> MediaStore::read(const std::string& name) const {
  const auto path = path_of(name);
  if (!path) return path.error();
  std::ifstream file(*path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return fail(Errc::Unavailable, "cannot read " + path->string());
  return bytes;
}

}  // namespace sportello::bot
