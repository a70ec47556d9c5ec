#include "bot/media_store.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;

bool is_name(const std::string& name) {
  return name.size() == 64 &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += kHex[bytes[i] >> 4];
    hex += kHex[bytes[i] & 15];
  }
  return hex;
}

flows::Error cannot_write(const fs::path& folder) {
  return fail(Errc::Unavailable, "cannot write to " + folder.string() + ": is the disk full?");
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
  return hex_of(digest.data(), size);
}

bool agrees(std::string_view told, std::string_view sha256) {
  if (told.empty()) return true;
  if (told.size() == sha256.size()) {
    return std::equal(told.begin(), told.end(), sha256.begin(), [](char a, char b) {
      return a == b || (a >= 'A' && a <= 'F' && a - 'A' + 'a' == b);
    });
  }
  constexpr std::size_t kBase64 = 44;  // 32 bytes with their padding
  if (told.size() != kBase64) return false;
  std::array<unsigned char, kBase64> bytes{};
  const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(told.data()),
                                   static_cast<int>(told.size()));
  return size > 0 && hex_of(bytes.data(), 32) == sha256;
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
  // What was on its way when the process died; nobody keeps a file on its way for a day.
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const bool incoming = entry.path().filename().string().starts_with("incoming-");
    std::error_code error;
    if (incoming && entry.last_write_time(error) < fs::file_time_type::clock::now() - std::chrono::hours{24}) {
      fs::remove(entry.path(), error);
    }
  }
}

struct IncomingFile::Digest {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

IncomingFile::IncomingFile(fs::path folder) : folder_(std::move(folder)), digest_(std::make_unique<Digest>()) {
  if (EVP_DigestInit_ex(digest_->context.get(), EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not compute a SHA-256");
  }
  std::string name = (folder_ / "incoming-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  part_ = name;
}

IncomingFile::~IncomingFile() {
  if (file_ < 0) return;
  ::close(file_);
  std::error_code error;
  fs::remove(part_, error);
}

bool IncomingFile::write(std::string_view piece) {
  constexpr std::size_t kSniffed = 32;
  start_ += piece.substr(0, kSniffed - std::min(kSniffed, start_.size()));
  size_ += static_cast<std::int64_t>(piece.size());
  EVP_DigestUpdate(digest_->context.get(), piece.data(), piece.size());
  while (file_ >= 0 && !piece.empty()) {
    const ssize_t written = ::write(file_, piece.data(), piece.size());
    if (written <= 0) return false;
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return file_ >= 0;
}

flows::Result<std::string> IncomingFile::keep(std::string_view told) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(digest_->context.get(), digest.data(), &size);
  const std::string name = hex_of(digest.data(), size);
  if (!agrees(told, name)) return fail(Errc::Unavailable, "the file that came is not the one that Meta told of");
  const fs::path path = folder_ / name.substr(0, 2) / name;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (file_ < 0 || error || ::fsync(file_) != 0) return cannot_write(folder_);
  fs::rename(part_, path, error);
  if (error) return fail(Errc::Unavailable, "cannot write to " + folder_.string() + ": " + error.message());
  ::close(std::exchange(file_, -1));
  return name;
}

flows::Result<std::string> MediaStore::keep(std::string_view bytes) {
  IncomingFile file(folder_);
  if (!file.write(bytes)) return cannot_write(folder_);
  return file.keep();
}

flows::Result<fs::path> MediaStore::path_of(const std::string& name) const {
  if (!is_name(name)) return fail(Errc::Invalid, "not the name of a stored file");
  const fs::path path = folder_ / name.substr(0, 2) / name;
  std::error_code error;
  if (!fs::exists(path, error)) return fail(Errc::NotFound, "the file is not in the media store");
  return path;
}

flows::Result<fs::path> MediaStore::thumbnail_path(const std::string& name) const {
  if (!is_name(name)) return fail(Errc::Invalid, "not the name of a stored file");
  return folder_ / name.substr(0, 2) / (name + ".thumbnail.webp");
}

bool MediaStore::remove(const std::string& name, std::error_code& error) const {
  error.clear();
  const auto path = path_of(name);
  // The thumbnail last: who is making it looks afterwards whether its file is still there.
  const bool removed = path && fs::remove(*path, error);
  if (const auto small = thumbnail_path(name); small && !error) fs::remove(*small, error);
  return removed && !error;
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
