#include "bot/backup/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;

constexpr std::string_view kMagic = "sportello-sealed-1\n";
constexpr std::size_t kPiece = 65'536;
constexpr std::size_t kSealedPiece = kPiece + crypto_secretstream_xchacha20poly1305_ABYTES;

using Key = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES>;
using Salt = std::array<unsigned char, crypto_pwhash_SALTBYTES>;
using StreamHeader = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
template <std::size_t Size>
std::string_view text_of(const std::array<unsigned char, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Key key_from(const flows::Secret& passphrase, const Salt& salt) {
  Key key{};
  const std::string& word = passphrase.reveal();
  if (crypto_pwhash(key.data(), key.size(), word.data(), word.size(), salt.data(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw BackupError(fail(Errc::Unavailable, "not enough memory to make the key: 64 MB are needed"));
  }
  return key;
}

void start_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be started");
}

BackupError damaged(const std::filesystem::path& file) {
  return BackupError(fail(Errc::Invalid, file.string() + ": cut or altered; take another backup"));
}

}  // namespace

struct SealedWriter::Seal {
  crypto_secretstream_xchacha20poly1305_state state;
};

SealedWriter::SealedWriter(const std::filesystem::path& file, const Passphrase& passphrase) : path_(file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    throw BackupError(fail(Errc::Unavailable, file.string() + ": cannot be written; is it there, or not yours?"));
  }
  file_.reset(::fdopen(descriptor, "wb"));
  if (!passphrase) return;
  start_sodium();
  seal_ = std::make_unique<Seal>();
  Salt salt{};
  randombytes_buf(salt.data(), salt.size());
  StreamHeader header{};
  Key key = key_from(*passphrase, salt);
  crypto_secretstream_xchacha20poly1305_init_push(&seal_->state, header.data(), key.data());
  sodium_memzero(key.data(), key.size());
  put(kMagic);
  put(text_of(salt));
  put(text_of(header));
}

SealedWriter::~SealedWriter() = default;

void SealedWriter::put(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
    throw BackupError(fail(Errc::Unavailable, path_.string() + ": cannot be written: is the disk full?"));
  }
}

void SealedWriter::push(bool last) {
  std::string sealed(pending_.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
  crypto_secretstream_xchacha20poly1305_push(
      &seal_->state, bytes_of(sealed), nullptr, bytes_of(std::string_view(pending_)), pending_.size(), nullptr, 0,
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  pending_.clear();
  put(sealed);
}

void SealedWriter::write(std::string_view bytes) {
  if (!seal_) return put(bytes);
  while (!bytes.empty()) {
    // A piece leaves only when another byte comes after it: the last one must be marked as such.
    if (pending_.size() == kPiece) push(false);
    const std::size_t room = std::min(kPiece - pending_.size(), bytes.size());
    pending_.append(bytes.substr(0, room));
    bytes.remove_prefix(room);
  }
}

void SealedWriter::finish() {
  if (seal_) push(true);
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) {
    throw BackupError(fail(Errc::Unavailable, path_.string() + ": cannot be written: is the disk full?"));
  }
}

struct SealedReader::Seal {
  crypto_secretstream_xchacha20poly1305_state state;
};

SealedReader::SealedReader(const std::filesystem::path& file, const Passphrase& passphrase)
    : path_(file), file_(std::fopen(file.c_str(), "rbe")) {
  if (!file_) throw BackupError(fail(Errc::NotFound, file.string() + ": cannot be read"));
  const std::size_t found = read(kMagic.size());
  if (std::string_view(raw_).substr(0, found) != kMagic) {
    std::rewind(file_.get());
    return;
  }
  if (!passphrase) {
    throw BackupError(fail(Errc::Denied, file.string() + ": is sealed; say where the passphrase is with --decrypt"));
  }
  start_sodium();
  Salt salt{};
  StreamHeader header{};
  if (std::fread(salt.data(), 1, salt.size(), file_.get()) != salt.size() ||
      std::fread(header.data(), 1, header.size(), file_.get()) != header.size()) {
    throw damaged(path_);
  }
  seal_ = std::make_unique<Seal>();
  Key key = key_from(*passphrase, salt);
  const int result = crypto_secretstream_xchacha20poly1305_init_pull(&seal_->state, header.data(), key.data());
  sodium_memzero(key.data(), key.size());
  if (result != 0) throw damaged(path_);
}

SealedReader::~SealedReader() = default;

std::size_t SealedReader::read(std::size_t most) {
  raw_.resize(most);
  const std::size_t got = std::fread(raw_.data(), 1, most, file_.get());
  if (std::ferror(file_.get()) != 0) throw BackupError(fail(Errc::Unavailable, path_.string() + ": cannot be read"));
  return got;
}

std::string_view SealedReader::next() {
  if (ended_) return {};
  const std::size_t got = read(seal_ ? kSealedPiece : kPiece);
  if (!seal_) return {raw_.data(), got};
  if (got < crypto_secretstream_xchacha20poly1305_ABYTES) throw damaged(path_);
  plain_.resize(got - crypto_secretstream_xchacha20poly1305_ABYTES);
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&seal_->state, bytes_of(plain_), nullptr, &tag,
                                                 bytes_of(std::string_view(raw_)), got, nullptr, 0) != 0) {
    throw BackupError(fail(Errc::Denied, path_.string() + ": another passphrase, or altered"));
  }
  ended_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return plain_;
}

}  // namespace sportello::bot
