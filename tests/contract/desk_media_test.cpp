// Files customers send: downloaded piece by piece, checked against Meta's hash, kept by what they are.

#include <filesystem>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>

#include "bot/media_fetcher.h"
#include "bot/media_store.h"
#include "flows/core/json.h"
#include "storage/commit_loop.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

const std::string kPhoto = "\xFF\xD8\xFF\xE0" + std::string(300'000, 'p');

/// Meta's side: where a media id is, and what comes from there.
class Files : public webhooks::Client {
 public:
  struct World {
    std::string told;   ///< sha256 of the media's facts
    std::string bytes{};  ///< what comes
    int downloads = 0;
    std::string good_after{};  ///< from the second download on
  };
  explicit Files(World& world) : world_(world) {}

  flows::Result<webhooks::Reply> send(const webhooks::Call&, std::chrono::milliseconds) override {
    return webhooks::Reply{200,
                           {},
                           flows::print_json({{"id", "7"},
                                              {"url", "http://graph/file"},
                                              {"mime_type", "image/jpeg"},
                                              {"sha256", world_.told},
                                              {"file_size", world_.bytes.size()}})};
  }
  flows::Result<webhooks::Download> download(const webhooks::Call&, const webhooks::Sink& sink, std::uint64_t,
                                             std::chrono::milliseconds) override {
    if (++world_.downloads == 2 && !world_.good_after.empty()) world_.bytes = world_.good_after;
    constexpr std::size_t kPiece = 10'000;
    for (std::size_t at = 0; at < world_.bytes.size(); at += kPiece) {
      if (!sink(std::string_view(world_.bytes).substr(at, kPiece))) {
        return flows::fail(flows::Errc::Invalid, "stopped");
      }
    }
    webhooks::Download done;
    done.status = 200;
    done.bytes = world_.bytes.size();
    return done;
  }

 private:
  World& world_;
};

class FilesGraph : public webhooks::GraphClient {
 public:
  explicit FilesGraph(std::unique_ptr<Files> http)
      : GraphClient(*http, {.base_url = "http://graph/v26.0", .token = flows::Secret("t"), .media_host = "graph"}),
        http_(std::move(http)) {}

 private:
  std::unique_ptr<Files> http_;
};

class Media : public testing::Test {
 protected:
  Media() {
    std::string name = testing::TempDir() + "sportello-media-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    store_ = std::make_unique<MediaStore>(folder_);
    storage::StoreOptions where;
    where.url = "sqlite::memory:";
    where.now = clock_.now();
    commits_ = storage::start_commit_loop(storage::open_store(where), {}, {});
  }
  ~Media() override {
    commits_->stop();
    std::filesystem::remove_all(folder_);
  }

  /// The attachment once the fetcher has tried it as often as that.
  storage::AttachmentRow fetch(int attempts = 1) {
    storage::AttachmentId id;
    with([&](storage::Store& store) {
      storage::PersonRow person;
      person.business = flows::BusinessId{"leotron"};
      storage::ConversationRow conversation;
      conversation.person = store.people().create(person);
      conversation.business = person.business;
      conversation.number = flows::PhoneNumberId{"100"};
      storage::AttachmentRow row;
      row.conversation = store.conversations().create(conversation);
      row.message = flows::Wamid{"wamid.1"};
      row.kind = "image";
      row.media_id = "7";
      row.state = "waiting";
      row.created_at = clock_.now();
      row.next_attempt_at = row.created_at;
      id = store.attachments().add(row);
    });
    MediaFetcher fetcher(
        *commits_, clock_, [this] { return std::make_unique<FilesGraph>(std::make_unique<Files>(world)); }, *store_,
        [](const Afterwards&) {});
    fetcher.start();
    storage::AttachmentRow row;
    do {
      with([&](storage::Store& store) {
        row = *store.attachments().find(id);
        if (row.state != "waiting" || row.attempts == 0 || row.next_attempt_at <= clock_.now()) return;
        row.next_attempt_at = clock_.now();
        store.attachments().update(row);
      });
      if (row.attempts > 0) fetcher.wake();
    } while (row.state == "waiting" && row.attempts < attempts);
    fetcher.stop();
    return row;
  }

  std::size_t files_in_store() const {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) files += entry.is_regular_file();
    return files;
  }

  void with(const std::function<void(storage::Store&)>& work) { commits_->run_and_wait(work); }

  Files::World world;
  std::filesystem::path folder_;
  std::unique_ptr<MediaStore> store_;

 private:
  Clock clock_;
  std::unique_ptr<storage::CommitLoop> commits_;
};

TEST_F(Media, IsKeptUnderItsHashAndByWhatItsBytesAre) {
  world = {.told = sha256_hex(kPhoto), .bytes = kPhoto};
  const auto kept = fetch();
  EXPECT_EQ(kept.state, "stored") << kept.error;
  EXPECT_EQ(kept.sha256, sha256_hex(kPhoto));
  EXPECT_EQ(kept.mime, "image/jpeg");
  EXPECT_EQ(kept.size, static_cast<std::int64_t>(kPhoto.size()));
  const auto bytes = store_->read(kept.sha256);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, kPhoto);
}

TEST_F(Media, IsNotKeptWhenItIsNotWhatMetaToldOf) {
  world = {.told = sha256_hex("another file"), .bytes = kPhoto};
  const auto refused = fetch();
  EXPECT_EQ(refused.state, "waiting") << "the next download may be whole";
  EXPECT_NE(refused.error.find("not the one that Meta told of"), std::string::npos) << refused.error;
  EXPECT_EQ(files_in_store(), 0U);
}

TEST_F(Media, IsDownloadedAgainWhenItCameDamaged) {
  world = {.told = sha256_hex(kPhoto), .bytes = kPhoto.substr(0, 1'000), .good_after = kPhoto};
  const auto kept = fetch(5);
  EXPECT_EQ(kept.state, "stored") << kept.error;
  EXPECT_EQ(world.downloads, 2);
  EXPECT_EQ(files_in_store(), 1U);
}

TEST(MediaHash, AgreesInHexAndInBase64) {
  const std::string hex = sha256_hex("perché");
  std::string upper = hex;
  for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  EXPECT_TRUE(agrees(hex, hex));
  EXPECT_TRUE(agrees(upper, hex));
  EXPECT_TRUE(agrees("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", sha256_hex("")));
  EXPECT_TRUE(agrees("", hex)) << "nothing was told";
  EXPECT_FALSE(agrees("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", hex));
  EXPECT_FALSE(agrees("unreadable", hex));
}

}  // namespace
}  // namespace sportello::bot
