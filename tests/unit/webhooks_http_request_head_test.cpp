#include "webhooks/http/request_head.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <variant>

#include "webhooks/http/message_check.h"

namespace sportello::webhooks {
namespace {

using testing::Optional;

RawHead head_of(std::string_view method, std::string_view path, Headers headers = {}) {
  RawHead raw;
  raw.method = method;
  raw.path = path;
  raw.headers = std::move(headers);
  raw.peer = "127.0.0.1";
  return raw;
}

int refused_with(RawHead raw) {
  const auto checked = check_head(std::move(raw), 100);
  const auto* refusal = std::get_if<Refusal>(&checked);
  return refusal == nullptr ? 0 : refusal->response.status;
}

TEST(RequestHead, BecomesARequest) {
  auto raw = head_of("POST", "/a%20b", {{"Content-Length", "100"}, {"X-Request-Id", "r1"}});
  raw.query = "c=d";
  const auto checked = check_head(std::move(raw), 100);
  ASSERT_TRUE(std::holds_alternative<Head>(checked));
  const auto& head = std::get<Head>(checked);
  EXPECT_EQ(head.request.method, Method::Post);
  EXPECT_EQ(head.request.path, "/a b");
  EXPECT_EQ(head.request.query.find("c"), "d");
  EXPECT_EQ(head.request.request_id, "r1");
  EXPECT_EQ(head.request.remote, "127.0.0.1");
  EXPECT_EQ(head.body_length, 100U);
}

TEST(RequestHead, IsRefusedForEachReasonOnItsOwn) {
  EXPECT_EQ(refused_with(head_of("GET", "/")), 0);
  EXPECT_EQ(refused_with(head_of("TRACE", "/")), 405);
  EXPECT_EQ(refused_with(head_of("get", "/")), 405);
  EXPECT_EQ(refused_with(head_of("GET", "/../")), 400);
  EXPECT_EQ(refused_with(head_of("GET", "/", {{"X-A", "a\tb"}})), 400);
  EXPECT_EQ(refused_with(head_of("GET", "/", {{"X-A", "\xc3\xa9"}})), 400);
  EXPECT_EQ(refused_with(head_of("GET", "/", {{"X A", "a"}})), 400);
  EXPECT_EQ(refused_with(head_of("POST", "/", {{"transfer-encoding", "gzip"}})), 411);
  EXPECT_EQ(refused_with(head_of("POST", "/", {{"content-length", "x"}})), 400);
  EXPECT_EQ(refused_with(head_of("POST", "/", {{"content-length", "101"}})), 413);
  auto absolute = head_of("GET", "/");
  absolute.absolute = true;
  EXPECT_EQ(refused_with(std::move(absolute)), 400);
}

TEST(ContentLength, IsDigitsAndNothingElse) {
  EXPECT_THAT(parse_content_length("0"), Optional(0U));
  EXPECT_THAT(parse_content_length("003145728"), Optional(3'145'728U));
  EXPECT_THAT(parse_content_length("999999999999999999"), Optional(999'999'999'999'999'999U));
  for (const auto* text : {"", " ", "-1", "+1", "1 ", "1,1", "0x1", "1e3", "18446744073709551616"}) {
    EXPECT_EQ(parse_content_length(text), std::nullopt) << text;
  }
}

TEST(ClientAddress, IsTheLastForwardedOneWhenTheProxyIsOurs) {
  EXPECT_EQ(client_address("127.0.0.1", {}), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}}), "203.0.113.7");
  EXPECT_EQ(client_address("::1", {{"X-Forwarded-For", "10.0.0.1, 2001:db8::1"}}), "2001:db8::1");
  EXPECT_EQ(client_address("127.0.0.1", {{"X-Forwarded-For", "203.0.113.7, "}}), "127.0.0.1");
  EXPECT_EQ(client_address("127.0.0.1", {{"X-Forwarded-For", "unknown"}}), "127.0.0.1");
  EXPECT_EQ(client_address("192.0.2.1", {{"X-Forwarded-For", "203.0.113.7"}}), "192.0.2.1");
}

TEST(RequestId, IsTakenOnlyWhenItIsPlain) {
  EXPECT_EQ(offered_request_id({{"X-Request-Id", "a-B_9"}}), "a-B_9");
  EXPECT_EQ(offered_request_id({{"X-Request-Id", "a b"}}), "");
  EXPECT_EQ(offered_request_id({{"X-Request-Id", std::string(65, 'a')}}), "");
  EXPECT_EQ(offered_request_id({}), "");
}

TEST(HeaderValue, MayHoldTextWhenSentAndOnlyAsciiWhenReceived) {
  EXPECT_TRUE(is_plain_value("a b~"));
  EXPECT_TRUE(is_plain_value(""));
  EXPECT_TRUE(is_sendable_value("caf\xc3\xa9"));
  EXPECT_FALSE(is_plain_value("caf\xc3\xa9"));
  for (const auto* value : {"a\rb", "a\nb", "a\tb", "a\x7f"}) {
    EXPECT_FALSE(is_plain_value(value));
    EXPECT_FALSE(is_sendable_value(value));
  }
  EXPECT_FALSE(is_sendable_value(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace sportello::webhooks
