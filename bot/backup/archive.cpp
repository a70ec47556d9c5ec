#include "bot/backup/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;

constexpr std::size_t kReadAtOnce = 65'536;

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw std::runtime_error("SHA-256 is not available");
    }
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
      text += kHex[digest[i] >> 4];
      text += kHex[digest[i] & 15];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

void require(archive* tar, long result) {
  if (result >= ARCHIVE_OK) return;
  const char* why = archive_error_string(tar);
  throw BackupError(fail(Errc::Unavailable, std::string("backup file: ") + (why != nullptr ? why : "unreadable")));
}

/// libarchive is C: an exception must not pass through it, so it waits here until the call is over.
struct Passage {
  std::exception_ptr failure;

  void rethrow() {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
  }
};

struct Writing : Passage {
  Writing(const std::filesystem::path& path, const Passphrase& passphrase) : file(path, passphrase) {}
  SealedWriter file;
};
struct Reading : Passage {
  Reading(const std::filesystem::path& path, const Passphrase& passphrase) : file(path, passphrase) {}
  SealedReader file;
};

la_ssize_t write_piece(archive*, void* data, const void* bytes, std::size_t size) {
  auto& writing = *static_cast<Writing*>(data);
  try {
    writing.file.write({static_cast<const char*>(bytes), size});
    return static_cast<la_ssize_t>(size);
  } catch (...) {
    writing.failure = std::current_exception();
    return -1;
  }
}

la_ssize_t read_piece(archive*, void* data, const void** bytes) {
  auto& reading = *static_cast<Reading*>(data);
  try {
    const std::string_view piece = reading.file.next();
    *bytes = piece.data();
    return static_cast<la_ssize_t>(piece.size());
  } catch (...) {
    reading.failure = std::current_exception();
    return -1;
  }
}

}  // namespace

struct ArchiveWriter::Tar {
  Tar(const std::filesystem::path& file, const Passphrase& passphrase, std::int64_t time)
      : writing(file, passphrase), unix_time(time) {}

  Writing writing;
  std::int64_t unix_time;
  std::unique_ptr<archive, decltype(&archive_write_free)> out{archive_write_new(), &archive_write_free};

  void check(long result) {
    writing.rethrow();
    require(out.get(), result);
  }

  void begin(const std::string& name, std::uint64_t bytes) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              &archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), unix_time, 0);
    check(archive_write_header(out.get(), entry.get()));
  }

  void data(std::string_view bytes) { check(static_cast<long>(archive_write_data(out.get(), bytes.data(), bytes.size()))); }
};

ArchiveWriter::ArchiveWriter(const std::filesystem::path& file, const Passphrase& passphrase, std::int64_t unix_time)
    : tar_(std::make_unique<Tar>(file, passphrase, unix_time)) {
  archive* out = tar_->out.get();
  tar_->check(archive_write_set_format_pax_restricted(out));
  tar_->check(archive_write_add_filter_zstd(out));
  // No zeros after the end: they would be taken for a second, broken frame.
  tar_->check(archive_write_set_bytes_in_last_block(out, 1));
  tar_->check(archive_write_open(out, &tar_->writing, nullptr, write_piece, nullptr));
}

ArchiveWriter::~ArchiveWriter() = default;

ArchivedFile ArchiveWriter::add_file(const std::string& name, const std::filesystem::path& from) {
  std::ifstream in(from, std::ios::binary);
  if (!in) throw BackupError(fail(Errc::Unavailable, from.string() + ": cannot be read"));
  ArchivedFile added{name, std::filesystem::file_size(from), {}};
  tar_->begin(name, added.bytes);
  Digest digest;
  std::string piece(kReadAtOnce, '\0');
  std::uint64_t done = 0;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(in.gcount()));
    digest.add(bytes);
    tar_->data(bytes);
    done += bytes.size();
  }
  if (done != added.bytes) throw BackupError(fail(Errc::Unavailable, from.string() + ": changed while it was read"));
  added.sha256 = digest.hex();
  return added;
}

void ArchiveWriter::add_text(const std::string& name, std::string_view text) {
  tar_->begin(name, text.size());
  tar_->data(text);
}

void ArchiveWriter::finish() {
  tar_->check(archive_write_close(tar_->out.get()));
  tar_->writing.file.finish();
}

std::vector<ArchivedFile> read_archive(const std::filesystem::path& file, const Passphrase& passphrase,
                                       const ArchiveEntry& entry) {
  Reading reading(file, passphrase);
  const std::unique_ptr<archive, decltype(&archive_read_free)> in(archive_read_new(), &archive_read_free);
  const auto check = [&](long result) {
    reading.rethrow();
    require(in.get(), result);
  };
  check(archive_read_support_filter_zstd(in.get()));
  check(archive_read_support_format_tar(in.get()));
  check(archive_read_open(in.get(), &reading, nullptr, read_piece, nullptr));
  std::vector<ArchivedFile> files;
  archive_entry* header = nullptr;
  for (int result = 0; (result = archive_read_next_header(in.get(), &header)) != ARCHIVE_EOF;) {
    check(result);
    ArchivedFile found{archive_entry_pathname(header), 0, {}};
    const ArchiveSink sink = entry(found.name);
    Digest digest;
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t at = 0;
    for (int more = 0; (more = archive_read_data_block(in.get(), &bytes, &size, &at)) != ARCHIVE_EOF;) {
      check(more);
      const std::string_view piece(static_cast<const char*>(bytes), size);
      digest.add(piece);
      found.bytes += size;
      if (sink) sink(piece);
    }
    found.sha256 = digest.hex();
    files.push_back(std::move(found));
  }
  return files;
}

}  // namespace sportello::bot
