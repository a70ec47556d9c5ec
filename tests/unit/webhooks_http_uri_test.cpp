#include "webhooks/http/uri.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::webhooks {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(DecodeComponent, ReadsEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    char text[4];
    std::snprintf(text, sizeof text, "%%%02x", static_cast<unsigned>(byte));
    EXPECT_EQ(decode_component(text, Plus::Literal), std::string(1, static_cast<char>(byte))) << text;
    std::snprintf(text, sizeof text, "%%%02X", static_cast<unsigned>(byte));
    EXPECT_EQ(decode_component(text, Plus::Literal), std::string(1, static_cast<char>(byte))) << text;
  }
}

TEST(DecodeComponent, RefusesEscapesThatAreNotTwoHexDigits) {
  for (const auto* text : {"%", "%4", "a%", "a%4", "%zz", "%4g", "%g4", "%%41", "% 41", "%-1", "%+1", "%0x"}) {
    EXPECT_EQ(decode_component(text, Plus::Literal), std::nullopt) << text;
  }
}

TEST(DecodeComponent, DecodesOnce) {
  EXPECT_EQ(decode_component("%2541", Plus::Literal), "%41");
}

TEST(DecodeComponent, TakesPlusForABlankOnlyWhereAsked) {
  EXPECT_EQ(decode_component("a+b%2B", Plus::Literal), "a+b+");
  EXPECT_EQ(decode_component("a+b%2B", Plus::Space), "a b+");
}

TEST(EncodeComponent, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(encode_component("Az09-._~"), "Az09-._~");
  EXPECT_EQ(encode_component("a b/c?d=e&f+g%h"), "a%20b%2Fc%3Fd%3De%26f%2Bg%25h");
  EXPECT_EQ(encode_component("perché"), "perch%C3%A9");
  EXPECT_EQ(encode_component(""), "");
}

TEST(EncodeComponent, IsReadBackWhateverTheBytes) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  EXPECT_EQ(decode_component(encode_component(bytes), Plus::Literal), bytes);
  EXPECT_EQ(decode_component(encode_component(bytes), Plus::Space), bytes);
}

TEST(ParseQuery, ReadsMetasVerificationRequest) {
  const auto query = parse_query("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%2Bb+c");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->find("hub.mode"), "subscribe");
  EXPECT_EQ(query->find("hub.challenge"), "1158201444");
  EXPECT_EQ(query->find("hub.verify_token"), "a+b c");
  EXPECT_EQ(query->find("hub"), std::nullopt);
  EXPECT_EQ(query->find("HUB.MODE"), std::nullopt);
}

TEST(ParseQuery, KeepsOrderAndRepeatedNames) {
  const auto query = parse_query("state=taken&q=&state=registered");
  ASSERT_TRUE(query);
  EXPECT_THAT(*query, ElementsAre(Pair("state", "taken"), Pair("q", ""), Pair("state", "registered")));
  EXPECT_THAT(query->all("state"), ElementsAre("taken", "registered"));
  EXPECT_EQ(query->find("state"), "taken");
}

TEST(ParseQuery, HandlesTheEdgesOfTheGrammar) {
  EXPECT_THAT(*parse_query(""), IsEmpty());
  EXPECT_THAT(*parse_query("&&"), IsEmpty());
  EXPECT_THAT(*parse_query("a"), ElementsAre(Pair("a", "")));
  EXPECT_THAT(*parse_query("=b"), ElementsAre(Pair("", "b")));
  EXPECT_THAT(*parse_query("a=b=c"), ElementsAre(Pair("a", "b=c")));
  EXPECT_THAT(*parse_query("a=1;b=2"), ElementsAre(Pair("a", "1;b=2")));
  EXPECT_THAT(*parse_query("a%3Db=c%26d"), ElementsAre(Pair("a=b", "c&d")));
  EXPECT_THAT(*parse_query("a=1&"), ElementsAre(Pair("a", "1")));
}

TEST(ParseQuery, RefusesBadEscapesAndTooManyItems) {
  EXPECT_FALSE(parse_query("a=%"));
  EXPECT_FALSE(parse_query("%zz=1"));
  std::string many;
  for (int i = 0; i < 256; ++i) many += "a=1&";
  EXPECT_TRUE(parse_query(many));
  EXPECT_FALSE(parse_query(many + "a=1"));
}

TEST(PrintQuery, IsReadBack) {
  Query query;
  query.add("hub.challenge", "a b+c&d=é%");
  query.add("", "");
  EXPECT_EQ(print_query(query), "hub.challenge=a%20b%2Bc%26d%3D%C3%A9%25&=");
  EXPECT_THAT(*parse_query(print_query(query)), ElementsAre(Pair("hub.challenge", "a b+c&d=é%"), Pair("", "")));
}

TEST(ParseTarget, DecodesPathAndQuery) {
  const auto target = parse_target("/api/v1/tickets/LEO-7K3M-Q?cursor=a%20b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/tickets/LEO-7K3M-Q");
  EXPECT_EQ(target->query.find("cursor"), "a b");
}

TEST(ParseTarget, KeepsTheFinalSlashAndTheCase) {
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_EQ(parse_target("/Console/")->path, "/Console/");
  EXPECT_EQ(parse_target("/a.b/.well-known/...")->path, "/a.b/.well-known/...");
}

TEST(ParseTarget, DecodesWhatIsHarmless) {
  EXPECT_EQ(parse_target("/%61+b/citt%C3%A0")->path, "/a+b/città");
  EXPECT_EQ(parse_target("/a?b/../c//d")->path, "/a");
}

class RefusedTarget : public testing::TestWithParam<std::string_view> {};

TEST_P(RefusedTarget, IsInvalid) {
  const auto target = parse_target(GetParam());
  ASSERT_FALSE(target) << GetParam();
  EXPECT_EQ(target.error().code, flows::Errc::Invalid);
}

using namespace std::string_view_literals;
INSTANTIATE_TEST_SUITE_P(All, RefusedTarget,
                         testing::Values(""sv, "*"sv, "a"sv, "http://127.0.0.1/a"sv, "//admin"sv, "/a//b"sv, "/a//"sv,
                                         "//"sv, "/."sv, "/.."sv, "/a/../b"sv, "/a/./b"sv, "/a/.."sv, "/%2e%2e/b"sv,
                                         "/a/%2E"sv, "/.%2e/b"sv, "/a%2fb"sv, "/a%2Fb"sv, "/%2f"sv, "/a\\b"sv,
                                         "/a%5cb"sv, "/a%5Cb"sv, "/a b"sv, "/a\tb"sv, "/a\x01"sv, "/a\0b"sv, "/a\x7f"sv,
                                         "/a\x80"sv, "/citt\xc3\xa0"sv, "/a%00"sv, "/a%0a"sv, "/a%0D%0a"sv, "/a%1f"sv,
                                         "/a%7f"sv, "/a%ff"sv, "/a%c3"sv, "/a%"sv, "/a%4"sv, "/a%zz"sv, "/a#b"sv,
                                         "/a?b#c"sv, "/a?b=%"sv, "/a?b=%zz"sv, "/a?b c"sv, "/a?b=\x01"sv,
                                         "/a?b=\xc3\xa0"sv));

TEST(SplitPath, GivesThePiecesBetweenSlashes) {
  EXPECT_THAT(split_path("/"), IsEmpty());
  EXPECT_THAT(split_path(""), IsEmpty());
  EXPECT_THAT(split_path("/api/v1/"), ElementsAre("api", "v1"));
  EXPECT_THAT(split_path("/api/v1"), ElementsAre("api", "v1"));
}

TEST(ParseUrl, ReadsTheParts) {
  const auto url = parse_url("HTTPS://Graph.Facebook.com/v26.0/1?fields=a%20b");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "graph.facebook.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->target, "/v26.0/1?fields=a%20b");
  EXPECT_EQ(url->origin(), "https://graph.facebook.com:443");
}

TEST(ParseUrl, FillsInPortAndPath) {
  EXPECT_EQ(parse_url("http://a")->port, 80);
  EXPECT_EQ(parse_url("http://a")->target, "/");
  EXPECT_EQ(parse_url("http://a?b=c")->target, "/?b=c");
  EXPECT_EQ(parse_url("http://127.0.0.1:8080/x")->port, 8080);
}

TEST(ParseUrl, ReadsIpv6Literals) {
  EXPECT_EQ(parse_url("http://[::1]:8080/")->host, "::1");
  EXPECT_EQ(parse_url("http://[::1]:8080/")->port, 8080);
  EXPECT_EQ(parse_url("https://[2001:DB8::1]")->origin(), "https://[2001:db8::1]:443");
}

TEST(ParseUrl, RefusesWhatIsNotAPlainHttpAddress) {
  for (const auto* text : {"",
                           "graph.facebook.com",
                           "/a",
                           "//a/b",
                           "ftp://a",
                           "file:///etc/passwd",
                           "http://",
                           "http:///a",
                           "http://:80/",
                           "http://a:",
                           "http://a:0",
                           "http://a:65536",
                           "http://a:80x",
                           "http://a:-1",
                           "http://u@a",
                           "http://u:p@a/",
                           "http://a b/",
                           "http://a/b c",
                           "http://a/\r\nX: y",
                           "http://a/b#c",
                           "http://[::1",
                           "http://[]",
                           "http://[::1]x",
                           "http://[g::1]/",
                           "http://a%41/",
                           "http://\xc3\xa0/"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, flows::Errc::Invalid) << text;
  }
}

}  // namespace
}  // namespace sportello::webhooks
