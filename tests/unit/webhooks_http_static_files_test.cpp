#include "webhooks/http/static_files.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "tests/support/captured_reply.h"

namespace sportello::webhooks {
namespace {

constexpr std::string_view kScript = "console.log('sportello: a script long enough to be worth compressing')";
constexpr std::string_view kPage = "<!doctype html><title>Sportello</title>";
constexpr std::array kFiles{
    embedded::File{"index.html", kPage},
    embedded::File{"console.js", kScript},
    embedded::File{"console.js.gz", "pretend-gzip"},
    embedded::File{"icon.svg", "<svg/>"},
    embedded::File{"icon.svg.gz", "longer than the file itself"},
};

Response get(std::string path, Headers headers = {}, UnknownPaths unknown = UnknownPaths::NotFound) {
  Router router;
  mount_static(router, "/console", kFiles, unknown);
  Request request;
  if (const auto question = path.find('?'); question != std::string::npos) {
    request.query = *parse_query(std::string_view(path).substr(question + 1));
    path.resize(question);
  }
  request.path = std::move(path);
  request.headers = std::move(headers);
  tests::CapturedReply reply;
  router.dispatch(std::move(request), reply.replier());
  return reply.response();
}

std::string header(const Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or("(none)"));
}

std::string version_of_script() {
  const auto tag = header(get("/console/console.js"), "ETag");
  return tag.substr(1, tag.size() - 2);
}

TEST(StaticFiles, ServesThePageForTheFolder) {
  const auto response = get("/console/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, kPage);
  EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
}

TEST(StaticFiles, SendsTheFolderWithoutSlashToTheOneWith) {
  const auto response = get("/console");
  EXPECT_EQ(response.status, 308);
  EXPECT_EQ(header(response, "Location"), "/console/");
}

TEST(StaticFiles, SendsTheCompressedFormToWhoTakesIt) {
  const auto response = get("/console/console.js", {{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(response.body, "pretend-gzip");
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(response, "Content-Type"), "text/javascript; charset=utf-8");
}

TEST(StaticFiles, SendsThePlainFormToWhoRefusesTheCompressedOne) {
  for (const auto* accept : {"", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"}) {
    const auto response = get("/console/console.js", {{"Accept-Encoding", accept}});
    EXPECT_EQ(response.body, kScript) << accept;
    EXPECT_EQ(header(response, "Content-Encoding"), "(none)") << accept;
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding") << accept;
  }
}

TEST(StaticFiles, IgnoresACompressedFormThatIsLonger) {
  const auto response = get("/console/icon.svg", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(response.body, "<svg/>");
  EXPECT_EQ(header(response, "Content-Type"), "image/svg+xml");
}

TEST(StaticFiles, HidesTheCompressedFormsOwnName) {
  EXPECT_EQ(get("/console/console.js.gz").status, 404);
}

TEST(StaticFiles, LetsAStampedAddressBeKeptForEver) {
  EXPECT_EQ(header(get("/console/console.js?v=" + version_of_script()), "Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST(StaticFiles, AsksForRevalidationOfAnyOtherAddress) {
  EXPECT_EQ(header(get("/console/console.js"), "Cache-Control"), "no-cache");
  EXPECT_EQ(header(get("/console/console.js?v=0123456789ab"), "Cache-Control"), "no-cache");
}

TEST(StaticFiles, AnswersNotModifiedToTheSameTag) {
  const auto tag = header(get("/console/console.js"), "ETag");
  const auto response = get("/console/console.js", {{"If-None-Match", "\"other\", W/" + tag}});
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(header(response, "ETag"), tag);
}

TEST(StaticFiles, GivesTheTwoFormsDifferentTags) {
  const auto plain = header(get("/console/console.js"), "ETag");
  EXPECT_EQ(get("/console/console.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", plain}}).status, 200);
}

TEST(StaticFiles, ForbidsEverythingInlineAndForeignFrames) {
  const auto policy = header(get("/console/"), "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'self'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(header(get("/console/"), "X-Content-Type-Options"), "nosniff");
}

TEST(StaticFiles, ShowsThePageAtItsOwnAddressesOnly) {
  EXPECT_EQ(get("/console/tickets/LEO-7K3M-Q").status, 404);
  EXPECT_EQ(get("/console/tickets/LEO-7K3M-Q", {}, UnknownPaths::ShowPage).body, kPage);
  EXPECT_EQ(get("/console/old.js", {}, UnknownPaths::ShowPage).status, 404);
}

TEST(StaticFiles, ServesOneFileOnARouteOfItsOwn) {
  Router router;
  router.add(Method::Get, "/", static_file(kFiles, "index.html"));
  tests::CapturedReply reply;
  router.dispatch(Request{}, reply.replier());
  EXPECT_EQ(reply.response().body, kPage);
  EXPECT_THROW(static_file(kFiles, "missing.html"), std::out_of_range);
}

}  // namespace
}  // namespace sportello::webhooks
