#include "tests/support/console_stage.h"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/support/console_scene.h"
#include "tests/support/profiles.h"
#include "webhooks/console/tokens.h"

namespace sportello::test {
namespace {

std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "sportello-console-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

std::vector<flows::Business> shipped() {
  std::vector<flows::Business> businesses;
  for (const auto* name : {"leotron", "kzweb"}) businesses.push_back(load_shipped(name));
  return businesses;
}

}  // namespace

ConsoleStage::ConsoleStage() : folder_(new_folder()), businesses_(shipped()) {
  std::ifstream file(std::filesystem::path(SPORTELLO_TEST_DATA) / "console/scene.json");
  const auto scene = nlohmann::json::parse(file);
  now_ = instant_of(scene.at("now"));
  storage::StoreOptions options;
  options.url = "sqlite://" + (folder_ / "desk.db").string();
  options.now = now_;
  store_ = storage::open_store(options);
  play(scene);
  desk_ = std::make_unique<StageDesk>(*store_, [this] { return now_; });
  quality_ = std::make_unique<StageQuality>(*store_, now_);
  eraser_ = std::make_unique<StageEraser>(options.url, now_);
}

ConsoleStage::~ConsoleStage() {
  quality_.reset();
  desk_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void ConsoleStage::play(const nlohmann::json& scene) {
  std::map<std::string, std::string> prefixes;
  for (const auto& business : businesses_) prefixes[business.id.value] = business.code_prefix;
  store_->begin();
  const auto played = play_scene(*store_, scene, prefixes);
  store_->commit();
  codes_ = played.codes;
  operators_ = played.operators;
}

webhooks::ConsoleOptions ConsoleStage::options() const {
  webhooks::ConsoleOptions options;
  options.quality = quality_.get();
  options.erasing = eraser_.get();
  options.api_tokens.push_back({"ci", flows::Secret("test-token")});
  for (const auto& business : businesses_) options.businesses.push_back(&business);
  options.numbers = {{{"109876543210"}, {"leotron"}}};
  options.now = [now = now_] { return now; };
  options.open_reader = [url = "sqlite://" + (folder_ / "desk.db").string()] { return storage::open_reader(url); };
  options.open_sheets = [url = "sqlite://" + (folder_ / "desk.db").string()] { return storage::open_sheet_reader(url); };
  options.keep_media = [](std::string_view) -> flows::Result<std::string> { return std::string("photo.jpg"); };
  options.media_path = [](const std::string& name) {
    return std::filesystem::path(SPORTELLO_TEST_DATA) / "media" / name;
  };
  options.thumbnail = [](const std::string& name, const webhooks::ThumbnailDone& done) {
    const auto small = std::filesystem::path(SPORTELLO_TEST_DATA) / "media" / "photo-small.webp";
    std::ifstream file(small, std::ios::binary);
    if (name == "photo.jpg") {
      done(std::string{std::istreambuf_iterator<char>(file), {}});
    } else {
      done(flows::fail(name == "gone.png" ? flows::Errc::NotFound : flows::Errc::Invalid, "no picture"));
    }
    return true;
  };
  return options;
}

std::string ConsoleStage::new_link(const std::string& kind, std::size_t of) {
  const auto token = webhooks::new_token();
  store_->begin();
  store_->operators().add_link({.token_hash = webhooks::hash_token(token),
                                .operator_id = operators_.at(of),
                                .kind = kind,
                                .expires_at = now_ + std::chrono::hours(1)});
  store_->commit();
  return token;
}

void ConsoleStage::promote() {
  store_->begin();
  auto row = store_->operators().find(operators_.front()).value();
  row.role = "manager";
  store_->operators().update(row);
  store_->commit();
}

}  // namespace sportello::test
