#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

std::string file_of(const char* name) {
  std::ifstream file(std::filesystem::path(SPORTELLO_TEST_DATA) / "media" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ConsoleAttachments : public ConsoleContract {
 protected:
  /// Of a ticket, by its kind.
  std::string url_of(std::size_t ticket, const std::string& kind) {
    const auto shown = json_of(get(ticket_path(ticket)));
    for (const auto& attachment : shown.at("attachments"))
      if (attachment.at("kind") == kind) return attachment.at("url");
    throw std::runtime_error("no such attachment");
  }

  Response get_range(const std::string& url, const std::string& range) {
    auto headers = as_program();
    headers.add("Range", range);
    return send(Method::Get, url, "", std::move(headers));
  }

  std::string add(const std::string& mime, const std::string& filename, const std::string& stored) {
    auto& store = stage_.store();
    store.begin();
    const auto ticket = store.tickets().find_by_code(stage_.code(6)).value();
    storage::AttachmentRow row;
    row.conversation = ticket.conversation;
    row.ticket = ticket.id;
    row.message = {"wamid.added"};
    row.kind = "document";
    row.mime = mime;
    row.filename = filename;
    row.sha256 = stored;
    row.state = "stored";
    const auto id = store.attachments().add(row);
    store.commit();
    return "/api/v1/attachments/" + std::to_string(id.value);
  }
};

TEST_F(ConsoleAttachments, ServesAVoiceNoteToBePlayed) {
  const auto response = get(url_of(6, "voice"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, file_of("voice-note.ogg"));
  EXPECT_EQ(header(response, "Content-Type"), "audio/ogg");
  EXPECT_TRUE(header(response, "Content-Disposition").starts_with("inline; "));
  EXPECT_EQ(header(response, "Accept-Ranges"), "bytes");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(response, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'self'");
}

TEST_F(ConsoleAttachments, ServesAPart) {
  const auto whole = file_of("voice-note.ogg");
  const auto url = url_of(6, "voice");
  const auto part = get_range(url, "bytes=100-199");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.substr(100, 100));
  EXPECT_EQ(header(part, "Content-Range"), "bytes 100-199/" + std::to_string(whole.size()));
  EXPECT_EQ(get_range(url, "bytes=0-").body, whole);
  EXPECT_EQ(get_range(url, "bytes=-10").body, whole.substr(whole.size() - 10));
  EXPECT_EQ(get_range(url, "bytes=9000-99999999").body, whole.substr(9000));
}

TEST_F(ConsoleAttachments, RefusesAPartThatIsNotThere) {
  const auto response = get_range(url_of(6, "voice"), "bytes=99999999-");
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(header(response, "Content-Range"), "bytes */" + std::to_string(file_of("voice-note.ogg").size()));
}

TEST_F(ConsoleAttachments, ServesTheWholeWhenTheRangeMakesNoSense) {
  for (const auto* range : {"bytes=5-2", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=1-x"})
    EXPECT_EQ(get_range(url_of(6, "voice"), range).status, 200) << range;
}

TEST_F(ConsoleAttachments, NamesAFileAsTheCustomerDid) {
  EXPECT_EQ(header(get(url_of(3, "document")), "Content-Disposition"),
            "inline; filename=\"logo e carta intestata.pdf\"; filename*=UTF-8''logo%20e%20carta%20intestata.pdf");
}

TEST_F(ConsoleAttachments, LetsAFileNameDoNoHarm) {
  const auto url = add("application/pdf", "perché\"; x=\"\r\nSet-Cookie: a=b", "quote.pdf");
  EXPECT_EQ(header(get(url), "Content-Disposition"),
            "inline; filename=\"perch___; x=___Set-Cookie: a=b\"; "
            "filename*=UTF-8''perch%C3%A9%22%3B%20x%3D%22%0D%0ASet-Cookie%3A%20a%3Db");
}

TEST_F(ConsoleAttachments, HandsOverWhatOnlySaysItIsAnImage) {
  const auto url = add("image/png", "page.png", "../console/scene.json");
  const auto response = get(url);
  EXPECT_EQ(header(response, "Content-Type"), "application/octet-stream");
  EXPECT_TRUE(header(response, "Content-Disposition").starts_with("attachment; "));
}

TEST_F(ConsoleAttachments, ServesAPhotoSmall) {
  const auto shown = json_of(get(ticket_path(6)));
  std::string url;
  for (const auto& attachment : shown.at("attachments")) {
    const bool photo = attachment.at("kind") == "image";
    EXPECT_EQ(attachment.at("thumbnail_url").is_string(), photo) << attachment;
    if (photo) url = attachment.at("thumbnail_url");
  }
  const auto response = get(url);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, file_of("photo-small.webp"));
  EXPECT_EQ(header(response, "Content-Type"), "image/webp");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(response, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'self'");
  EXPECT_EQ(send(Method::Get, url, "", {}).status, 401);
}

TEST_F(ConsoleAttachments, SaysThatAFileCannotBeShownSmall) {
  EXPECT_EQ(get(url_of(6, "voice") + "/thumbnail").status, 404);
  EXPECT_EQ(get("/api/v1/attachments/999/thumbnail").status, 404);
  EXPECT_EQ(get(add("image/png", "gone.png", "gone.png") + "/thumbnail").status, 404);
}

TEST_F(ConsoleAttachments, AsksToComeAgainWhenTooManyWaitForSmallPictures) {
  auto options = stage_.options();
  options.thumbnail = [](const std::string&, const ThumbnailDone&) { return false; };
  start(std::move(options));
  EXPECT_EQ(get(url_of(6, "image") + "/thumbnail").status, 503);
}

TEST_F(ConsoleAttachments, KnowsNoFileThatIsNotHere) {
  EXPECT_EQ(get("/api/v1/attachments/999").status, 404);
  EXPECT_EQ(get("/api/v1/attachments/x").status, 404);
  EXPECT_EQ(get("/api/v1/attachments/99999999999999999999").status, 404);
  EXPECT_EQ(get(add("image/png", "gone.png", "gone.png")).status, 404);
}

}  // namespace
}  // namespace sportello::webhooks
