// Small pictures of what customers send, hostile pictures among them: made with the real GraphicsMagick.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>

#include "bot/backup/backup.h"
#include "bot/media_store.h"
#include "bot/thumbnailer.h"
#include "tests/support/child_process.h"
#include "tests/support/desk_bench.h"
#include "tests/support/pictures.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using testing::HasSubstr;
using testing::Not;
using tests::png_of;
using tests::Shape;
using tests::with_exif;

class Thumbnails : public testing::Test {
 protected:
  Thumbnails() { thumbnailer_.start(); }

  flows::Result<std::string> ask(const std::string& name) {
    std::promise<flows::Result<std::string>> told;
    if (!thumbnailer_.ask(name, [&](flows::Result<std::string> picture) { told.set_value(std::move(picture)); })) {
      return flows::fail(Errc::Conflict, "not taken");
    }
    return told.get_future().get();
  }
  flows::Result<std::string> small(const std::string& bytes) { return ask(*media_.keep(bytes)); }

  Shape shape_of(const flows::Result<std::string>& picture) {
    EXPECT_TRUE(picture) << picture.error().text;
    return tests::look_at(picture.value_or(""), folder_ / "look");
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(media_.folder()))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  tests::TemporaryDirectory folder_;
  const std::string photo_ = tests::read_file(std::string(SPORTELLO_TEST_DATA) + "/media/photo.jpg");
  MediaStore media_{fs::path(folder_.path()) / "media"};
  std::vector<std::string> log_;
  Thumbnailer thumbnailer_{media_, [this](const std::string& why) { log_.push_back(why); }};
};

TEST_F(Thumbnails, MakesAPhotoSmall) {
  const auto picture = small(photo_);
  EXPECT_EQ(shape_of(picture), (Shape{320, 220}));
  EXPECT_EQ(sniff_type(*picture), "image/webp");
  EXPECT_LT(picture->size(), photo_.size() / 4);
}

TEST_F(Thumbnails, TurnsAPhotoAsTheCameraWasHeld) {
  constexpr int kTurnedRight = 6;
  EXPECT_EQ(shape_of(small(with_exif(photo_, kTurnedRight, "Canon"))), (Shape{220, 320}));
}

TEST_F(Thumbnails, KeepsNothingElseOfThePhotosMetadata) {
  const std::string secret = "taken at 45.4642 N 9.1900 E";
  const auto photo = with_exif(photo_, 1, secret);
  ASSERT_THAT(photo, HasSubstr(secret));
  const auto picture = small(photo);
  ASSERT_TRUE(picture);
  EXPECT_THAT(*picture, Not(HasSubstr(secret)));
  EXPECT_THAT(*picture, Not(HasSubstr("Exif")));
}

TEST_F(Thumbnails, LeavesASmallPictureItsSize) {
  EXPECT_EQ(shape_of(small(png_of(64, 48))), (Shape{64, 48}));
}

TEST_F(Thumbnails, TakesPngAndWebp) {
  EXPECT_EQ(shape_of(small(png_of(1000, 400))), (Shape{320, 128}));
  const auto webp = small(photo_);
  ASSERT_TRUE(webp);
  EXPECT_EQ(shape_of(small(*webp)), (Shape{320, 220}));
}

TEST_F(Thumbnails, ShowsWhatCameOfAPhoto) {
  EXPECT_EQ(shape_of(small(photo_.substr(0, photo_.size() / 2))), (Shape{320, 220}));
}

TEST_F(Thumbnails, RefusesWhatIsNoPicture) {
  EXPECT_EQ(small("%PDF-1.4 not a picture").error().code, Errc::Invalid);
  EXPECT_EQ(small("").error().code, Errc::Invalid);
  EXPECT_EQ(small(photo_.substr(0, 100)).error().code, Errc::Invalid);
  EXPECT_EQ(small(png_of(1000, 400).substr(0, 60)).error().code, Errc::Invalid);
  EXPECT_EQ(small("\xFF\xD8\xFF" + std::string(300'000, 'p')).error().code, Errc::Invalid);
  EXPECT_EQ(small("\x89PNG\r\n\x1A\n" + photo_).error().code, Errc::Invalid);
  EXPECT_EQ(small("RIFFxxxxWEBP" + std::string(1000, '\0')).error().code, Errc::Invalid);
}

TEST_F(Thumbnails, RefusesASmallFileThatIsAHugePicture) {
  const auto bomb = png_of(19'000, 19'000);
  ASSERT_LT(bomb.size(), 1'000'000U);
  EXPECT_EQ(small(bomb).error().code, Errc::Invalid);
  EXPECT_EQ(small(tests::with_jpeg_size(photo_, 65'500, 65'500)).error().code, Errc::Invalid);
  EXPECT_EQ(shape_of(small(photo_)), (Shape{320, 220})) << "after that it goes on";
}

TEST_F(Thumbnails, ReadsNoOtherFileThatAPictureNames) {
  // What older programs of this kind were broken with: a text that is a command to the decoder.
  EXPECT_EQ(small("push graphic-context\nimage over 0,0 0,0 '/etc/passwd'\npop graphic-context\n").error().code,
            Errc::Invalid);
  EXPECT_EQ(small("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"/etc/passwd\"/></svg>").error().code,
            Errc::Invalid);
}

TEST_F(Thumbnails, AreMadeOnceAndLeaveNoOtherFile) {
  const auto name = *media_.keep(photo_);
  const auto first = ask(name);
  ASSERT_TRUE(first);
  EXPECT_THAT(files(), testing::ElementsAre(name, name + ".thumbnail.webp"));
  tests::write_file(media_.thumbnail_path(name)->string(), "seen");
  EXPECT_EQ(ask(name).value_or("made again"), "seen");
}

TEST_F(Thumbnails, LeaveNoFileWhenTheyCannotBeMade) {
  const auto name = *media_.keep("\xFF\xD8\xFF nothing");
  EXPECT_EQ(ask(name).error().code, Errc::Invalid);
  EXPECT_EQ(ask(name).error().code, Errc::Invalid) << "known by now";
  EXPECT_THAT(files(), testing::ElementsAre(name));
  EXPECT_THAT(log_, testing::IsEmpty());
}

TEST_F(Thumbnails, GoWithTheirFile) {
  const auto name = *media_.keep(photo_);
  ASSERT_TRUE(ask(name));
  std::error_code error;
  EXPECT_TRUE(media_.remove(name, error));
  EXPECT_THAT(files(), testing::IsEmpty());
  EXPECT_FALSE(media_.remove(name, error));
  EXPECT_FALSE(error);
  EXPECT_EQ(ask(name).error().code, Errc::NotFound);
  EXPECT_EQ(ask("../../etc/passwd").error().code, Errc::Invalid);
}

TEST_F(Thumbnails, AreNotTakenWithABackup) {
  const fs::path folder = folder_.path();
  test::DeskBench desk("sqlite://" + (folder / "sportello.db").string());
  const auto name = *media_.keep(photo_);
  ASSERT_TRUE(ask(name));
  BackupRequest request;
  request.storage_url = "sqlite://" + (folder / "sportello.db").string();
  request.media = media_.folder();
  request.to = folder / "one.tar.zst";
  const auto made = make_backup(request);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->content.media_files, 1U);
}

TEST_F(Thumbnails, TellThoseWhoWaitWhenTheDeskStops) {
  const auto name = *media_.keep(photo_);
  constexpr int kMany = 20;
  std::atomic<int> told = 0;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_TRUE(thumbnailer_.ask(name, [&](const flows::Result<std::string>&) { ++told; }));
  }
  thumbnailer_.stop();
  EXPECT_EQ(told, kMany);
  EXPECT_FALSE(thumbnailer_.ask(std::string(64, 'a'), [&](const flows::Result<std::string>&) { ++told; }));
  EXPECT_EQ(told, kMany);
}

TEST_F(Thumbnails, SayOnceThatGraphicsMagickIsNotHere) {
  const std::string before = std::getenv("PATH");
  fs::create_directory(folder_ / "bin");
  fs::create_symlink("/usr/bin/prlimit", folder_ / "bin/prlimit");
  ::setenv("PATH", (folder_ / "bin").c_str(), 1);
  const auto first = small(photo_);
  const auto second = small(photo_);
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(first.error().code, Errc::Unavailable);
  EXPECT_EQ(second.error().code, Errc::Unavailable);
  thumbnailer_.stop();
  EXPECT_THAT(log_, testing::ElementsAre(HasSubstr("apt install graphicsmagick")));
  thumbnailer_.start();
  EXPECT_EQ(shape_of(small(photo_)), (Shape{320, 220})) << "it is here again";
}

}  // namespace
}  // namespace sportello::bot
