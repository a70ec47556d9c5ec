#include <gtest/gtest.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "webhooks/whatsapp/graph_client.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::Result;
using nlohmann::json;

/// Answers from a list and remembers what was asked.
class FakeHttp : public Client {
 public:
  std::deque<Result<Reply>> replies;
  std::vector<Call> calls;

  Result<Reply> send(const Call& call, std::chrono::milliseconds) override {
    calls.push_back(call);
    auto reply = std::move(replies.front());
    replies.pop_front();
    return reply;
  }

  Result<Download> download(const Call& call, const Sink& sink, std::uint64_t max_bytes,
                            std::chrono::milliseconds) override {
    calls.push_back(call);
    auto reply = std::move(replies.front());
    replies.pop_front();
    if (!reply) return reply.error();
    if (reply->status != 200) return Download{reply->status, reply->headers, 0};
    if (reply->body.size() > max_bytes || !sink(reply->body)) return flows::fail(Errc::Invalid, "too large");
    return Download{200, reply->headers, reply->body.size()};
  }
};

std::string header(const Call& call, std::string_view name) {
  return std::string(call.headers.find(name).value_or(""));
}

class Graph : public testing::Test {
 protected:
  void answer(int status, std::string body, Headers headers = {}) {
    http.replies.emplace_back(Reply{status, std::move(headers), std::move(body)});
  }
  void fail_with(Errc code) { http.replies.emplace_back(flows::fail(code, "why")); }
  SendOutcome send() {
    return client.send({"200"}, {{"393401112222", ""}, "outbox-7", ""}, {flows::TextMessage{"Ciao"}, {}, {}});
  }

  FakeHttp http;
  GraphClient client{http,
                     {.base_url = "https://graph.example/v26.0/",
                      .token = flows::Secret("TOKEN"),
                      .deadline = std::chrono::seconds{5},
                      .media_deadline = std::chrono::seconds{5}}};
};

std::string graph_error_body(int code, const std::string& more = "") {
  return R"json({"error":{"message":"(#)","type":"OAuthException","code":)json" + std::to_string(code) + more +
         R"(,"fbtrace_id":"T1"}})";
}

TEST_F(Graph, PostsTheMessageWithTheToken) {
  answer(200, R"({"messaging_product":"whatsapp","contacts":[{"input":"+39340","wa_id":"39340"}],)"
              R"("messages":[{"id":"wamid.9","message_status":"accepted"}]})");
  const SendOutcome outcome = send();
  ASSERT_EQ(http.calls.size(), 1U);
  EXPECT_EQ(http.calls[0].method, Method::Post);
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/200/messages");
  EXPECT_EQ(header(http.calls[0], "authorization"), "Bearer TOKEN");
  EXPECT_EQ(header(http.calls[0], "content-type"), "application/json");
  EXPECT_EQ(json::parse(http.calls[0].body)["text"]["body"], "Ciao");
  ASSERT_TRUE(std::holds_alternative<Accepted>(outcome));
  EXPECT_EQ(std::get<Accepted>(outcome).id.value, "wamid.9");
  EXPECT_EQ(std::get<Accepted>(outcome).wa_id, "39340");
  EXPECT_EQ(std::get<Accepted>(outcome).status, "accepted");
}

TEST_F(Graph, ReadsTheWholeError) {
  answer(429,
         graph_error_body(130429, R"(,"error_subcode":2494055,"is_transient":true,"error_data":{"details":"slow"})"),
         {{"Retry-After", "17"}});
  const SendOutcome outcome = send();
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  const GraphError& error = std::get<Refused>(outcome).error;
  EXPECT_EQ(error, (GraphError{130429, 2494055, 429, "(#)", "slow", "T1", true, std::chrono::seconds{17}}));
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Retry);
}

TEST_F(Graph, TrustsTheCodeEvenInAServerError) {
  answer(500, graph_error_body(131000));
  const SendOutcome outcome = send();
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  EXPECT_EQ(reaction_to(std::get<Refused>(outcome).error).what, ErrorClass::OutcomeUnknown);
}

TEST_F(Graph, DoesNotKnowWhatBecameOfASendWithoutAReadableAnswer) {
  answer(502, "<html>Bad gateway</html>");
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
  answer(503, R"({"error":"down"})");
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
  answer(408, "");
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
  answer(200, "not json");
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
  answer(200, R"({"messages":[]})");
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
  fail_with(Errc::OutcomeUnknown);
  EXPECT_TRUE(std::holds_alternative<Uncertain>(send()));
}

TEST_F(Graph, KnowsWhatWasSurelyNotSent) {
  for (const Errc code : {Errc::Unavailable, Errc::Timeout}) {
    fail_with(code);
    EXPECT_TRUE(std::holds_alternative<Unreachable>(send()));
  }
}

TEST_F(Graph, ReadsTheStatusOfAClientErrorWithoutACode) {
  answer(429, "slow down");
  EXPECT_EQ(reaction_to(std::get<Refused>(send()).error).what, ErrorClass::Retry);
  answer(404, "<html>");
  EXPECT_EQ(reaction_to(std::get<Refused>(send()).error).what, ErrorClass::Fix);
  answer(302, "", {{"Location", "https://evil.example/"}});
  EXPECT_EQ(reaction_to(std::get<Refused>(send()).error).what, ErrorClass::Fix);
  fail_with(Errc::Invalid);
  EXPECT_EQ(reaction_to(std::get<Refused>(send()).error).what, ErrorClass::Fix);
  EXPECT_EQ(http.calls.size(), 4U);
}

TEST_F(Graph, MarksReadAndShowsTyping) {
  answer(200, R"({"success":true})");
  EXPECT_TRUE(client.mark_read({"200"}, {"wamid.1"}, Typing::Show));
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/200/messages");
  EXPECT_EQ(json::parse(http.calls[0].body),
            json::parse(R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.1",)"
                        R"("typing_indicator":{"type":"text"}})"));
  answer(400, graph_error_body(131009));
  EXPECT_EQ(client.mark_read({"200"}, {"wamid.1"}, Typing::No).error().code, Errc::Invalid);
}

TEST_F(Graph, SaysWhereMediaAre) {
  answer(200, R"({"messaging_product":"whatsapp","url":"https:\/\/lookaside.fbsbx.com\/x","mime_type":"image\/jpeg",)"
              R"("sha256":"YWJj","file_size":"1234","id":"77"})");
  const auto info = client.media({"200"}, "77");
  ASSERT_TRUE(info);
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/77?phone_number_id=200");
  EXPECT_EQ(info->url, "https://lookaside.fbsbx.com/x");
  EXPECT_EQ(info->mime, "image/jpeg");
  EXPECT_EQ(info->size, 1234U);
}

TEST_F(Graph, KnowsWhenMetaHasForgottenTheMedia) {
  answer(400, graph_error_body(100, R"(,"error_subcode":33)"));
  EXPECT_EQ(client.media({"200"}, "77").error().code, Errc::NotFound);
}

TEST_F(Graph, EscapesWhatItPutsIntoAPath) {
  answer(400, graph_error_body(100));
  EXPECT_FALSE(client.media({"2/0"}, "../7?x=1").has_value());
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/..%2F7%3Fx%3D1?phone_number_id=2%2F0");
}

TEST_F(Graph, DownloadsWithTheTokenFromAllowedHostsOnly) {
  for (const char* url :
       {"https://lookaside.fbsbx.com/m/?id=1", "https://graph.example/v26.0/m", "https://LOOKASIDE.fbsbx.com:443/m"}) {
    answer(200, "bytes");
    std::string got;
    const auto size = client.download(
        url,
        [&got](std::string_view piece) {
          got += piece;
          return true;
        },
        100);
    ASSERT_TRUE(size) << url;
    EXPECT_EQ(*size, 5U);
    EXPECT_EQ(got, "bytes");
    EXPECT_EQ(header(http.calls.back(), "Authorization"), "Bearer TOKEN");
  }
  const std::size_t calls = http.calls.size();
  for (const char* url :
       {"http://lookaside.fbsbx.com/m", "https://lookaside.fbsbx.com.evil.example/m", "https://evil.example/m",
        "https://lookaside.fbsbx.com:8443/m", "https://user@lookaside.fbsbx.com/m", "http://127.0.0.1:9001/m",
        "http://127.0.0.1/m", "file:///etc/passwd", "", "lookaside.fbsbx.com/m",
        "https://lookaside.fbsbx.com@evil.example/"}) {
    const auto refused = client.download(
        url, [](std::string_view) { return true; }, 100);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, Errc::Denied) << url;
  }
  EXPECT_EQ(http.calls.size(), calls);
}

TEST_F(Graph, DownloadsFromAnEmulatorElsewhere) {
  GraphClient emulated{http, {.base_url = "http://127.0.0.1:8000/v26.0", .media_host = "127.0.0.1:9000"}};
  answer(200, "bytes");
  EXPECT_EQ(emulated.download("http://127.0.0.1:9000/m", 100).value_or(""), "bytes");
  answer(200, "others");
  EXPECT_EQ(emulated.download("http://127.0.0.1:8000/media/1", 100).value_or(""), "others");
  EXPECT_EQ(emulated.download("http://127.0.0.1:9001/m", 100).error().code, Errc::Denied);
}

TEST_F(Graph, SaysWhyADownloadFailed) {
  const auto take = [](std::string_view) { return true; };
  const std::string url = "https://lookaside.fbsbx.com/m";
  for (const auto& [status, code] : std::vector<std::pair<int, Errc>>{{404, Errc::NotFound},
                                                                      {410, Errc::NotFound},
                                                                      {302, Errc::Denied},
                                                                      {401, Errc::Denied},
                                                                      {429, Errc::RateLimited},
                                                                      {500, Errc::Unavailable}}) {
    answer(status, "");
    EXPECT_EQ(client.download(url, take, 100).error().code, code) << status;
  }
  answer(200, std::string(101, 'x'));
  EXPECT_EQ(client.download(url, take, 100).error().code, Errc::Invalid);
}

TEST_F(Graph, UploadsAFile) {
  answer(200, R"({"id":"555"})");
  const auto id = client.upload({"200"}, "PNG", "image/png", "foto.png");
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, "555");
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/200/media");
  EXPECT_TRUE(header(http.calls[0], "Content-Type").starts_with("multipart/form-data; boundary="));
  EXPECT_NE(http.calls[0].body.find("\r\n\r\nPNG\r\n"), std::string::npos);
}

TEST_F(Graph, TellsPeopleWhatToDoAboutADeadToken) {
  answer(401, graph_error_body(190));
  const CallOutcome outcome = client.get("/200?fields=id");
  EXPECT_EQ(http.calls[0].url, "https://graph.example/v26.0/200?fields=id");
  const flows::Error error = error_of(outcome);
  EXPECT_EQ(error.code, Errc::Denied);
  EXPECT_NE(error.text.find("190"), std::string::npos);
  EXPECT_NE(error.text.find("whatsapp.access_token"), std::string::npos);
  EXPECT_EQ(error.text.find("TOKEN"), std::string::npos);
}

TEST_F(Graph, PostsAnythingElse) {
  answer(200, R"({"success":true})");
  const CallOutcome outcome = client.post("/1/subscribed_apps", json::object());
  EXPECT_EQ(std::get<Answered>(outcome).body, R"({"success":true})");
  EXPECT_EQ(http.calls[0].body, "{}");
}

}  // namespace
}  // namespace sportello::webhooks
