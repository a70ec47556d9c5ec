// The invariants of docs/architecture.md that concern what Meta is answered, on the whole desk with its listener.

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "bot/app.h"
#include "flows/core/json.h"
#include "tests/support/child_process.h"
#include "tests/support/free_port.h"
#include "tests/support/profiles.h"
#include "webhooks/http/client.h"
#include "webhooks/whatsapp/signature.h"

namespace sportello::bot {
namespace {

using nlohmann::json;

const flows::Secret kSecret{"an app secret"};

class RunningDesk {
 public:
  RunningDesk() {
    constexpr int kTries = 5;
    for (int i = 0; i < kTries; ++i) {
      Config config;
      config.listen_port = tests::free_port();
      config.storage_url = url_;
      config.media = directory_ / "media";
      config.gather = std::chrono::seconds{0};
      config.graph_url = "http://127.0.0.1:" + std::to_string(tests::free_port());
      config.app_secrets = {kSecret};
      config.verify_token = config.access_token = flows::Secret("t");
      origin_ = "http://127.0.0.1:" + std::to_string(config.listen_port);
      Numbers numbers{{flows::PhoneNumberId{"100"}, leotron_}};
      app_ = std::make_unique<App>(std::move(config), std::move(numbers), clock_,
                                   std::make_shared<spdlog::logger>("test"));
      if (app_->start()) return;
    }
    throw std::runtime_error("no free port");
  }

  /// The status of the answer; -1 when there was none.
  int post(const std::string& body, const std::string& signature) {
    webhooks::Call call;
    call.method = webhooks::Method::Post;
    call.url = origin_ + "/webhooks/whatsapp";
    call.headers.set("Content-Type", "application/json");
    if (!signature.empty()) call.headers.set("X-Hub-Signature-256", signature);
    call.body = body;
    const auto reply = client_->send(call, std::chrono::seconds{30});
    return reply ? reply->status : -1;
  }
  int post(const std::string& body) { return post(body, webhooks::sign(body, kSecret)); }

  std::vector<storage::InboxRow> events() { return storage::open_reader(url_)->events(0, 100); }
  std::size_t answers() {
    const auto reader = storage::open_reader(url_);
    return reader->outbox("queued", 0, 100).size() + reader->outbox("in_flight", 0, 100).size();
  }
  std::unique_ptr<storage::Store> another_writer() {
    storage::StoreOptions options;
    options.url = url_;
    options.now = clock_.now();
    return storage::open_store(options);
  }

 private:
  tests::TemporaryDirectory directory_;
  std::string url_ = "sqlite://" + (directory_ / "desk.db");
  std::string origin_;
  Clock clock_;
  std::shared_ptr<const flows::Business> leotron_ =
      std::make_shared<const flows::Business>(test::load_shipped("leotron"));
  std::unique_ptr<App> app_;
  std::unique_ptr<webhooks::Client> client_ = webhooks::make_client();
};

std::string body_with(const json& message, const std::string& field = "messages") {
  const json value{{"metadata", {{"phone_number_id", "100"}}}, {"messages", {message}}};
  return flows::print_json({{"object", "whatsapp_business_account"},
                            {"entry", {{{"id", "9"}, {"changes", {{{"field", field}, {"value", value}}}}}}}});
}

std::string text_body(const std::string& id) {
  return body_with({{"from", "393331234567"},
                    {"id", id},
                    {"timestamp", "1795424400"},
                    {"type", "text"},
                    {"text", {{"body", "siete aperti sabato?"}}}});
}

TEST(Invariant1, WhatCannotBeStoredIsNotAcknowledgedAndComesAgain) {
  RunningDesk desk;
  const std::string body = text_body("wamid.1");
  const auto other = desk.another_writer();
  other->begin();
  EXPECT_EQ(desk.post(body), 503) << "another writer holds the database longer than the desk waits";
  other->rollback();
  EXPECT_TRUE(desk.events().empty());
  EXPECT_EQ(desk.answers(), 0U);
  EXPECT_EQ(desk.post(body), 200);
  EXPECT_EQ(desk.events().size(), 1U);
  EXPECT_EQ(desk.answers(), 1U) << "the effects are there with the acknowledgement";
}

TEST(Invariant8, WhateverMetaSignsIsAcknowledgedAndKept) {
  RunningDesk desk;
  std::string deep = "\"marker-deep\"";
  for (int i = 0; i < 100; ++i) deep = "[" + deep + "]";
  const std::vector<std::string> bodies{
      R"({"object":"marker-object","entry":[{"id":"1","changes":"none"}]})",
      R"({"object":"whatsapp_business_account","entry":"marker-entry"})",
      R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"marker-field","value":7}]}]})",
      R"(["marker-list"])",
      R"("marker-text")",
      R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":)" + deep +
          "}]}]}",
      body_with({{"type", "marker-type"}, {"id", "wamid.1"}, {"from", 12}}),
      body_with({{"text", {{"body", json::array()}}}, {"type", "text"}, {"id", "marker-broken"}}),
      body_with("marker-no-object"),
      body_with({{"id", "marker-number"}, {"from", "1e999"}, {"timestamp", -1e300}, {"type", "text"}}),
  };
  for (const std::string& body : bodies) EXPECT_EQ(desk.post(body), 200) << body;
  std::string kept;
  for (const auto& event : desk.events()) kept += event.raw;
  for (const char* marker : {"marker-object", "marker-entry", "marker-field", "marker-list", "marker-text",
                             "marker-deep", "marker-type", "marker-broken", "marker-no-object", "marker-number"}) {
    EXPECT_NE(kept.find(marker), std::string::npos) << marker;
  }
}

TEST(Invariant10, WhatIsNotSignedWithTheSecretIsRefusedUnread) {
  RunningDesk desk;
  const std::string body = text_body("wamid.1");
  const std::string good = webhooks::sign(body, kSecret);
  for (const std::string& signature :
       {std::string{}, std::string("sha256="), webhooks::sign(body, flows::Secret("another")),
        webhooks::sign(body + " ", kSecret), good.substr(0, good.size() - 1), good + "0", good + ", " + good}) {
    EXPECT_EQ(desk.post(body, signature), 401) << signature;
    EXPECT_EQ(desk.post("this is no JSON", signature), 401) << "the signature is looked at first";
  }
  EXPECT_TRUE(desk.events().empty());
}

TEST(Invariant10, WithoutEachOfItsSecretsTheProgramDoesNotStart) {
  tests::TemporaryDirectory directory;
  json whole{{"storage", {{"url", "sqlite:///tmp/never-opened.db"}}},
             {"numbers", {{{"phone_number_id", "1"}, {"profile", "leotron"}}}},
             {"whatsapp", {{"app_secret", "a"}, {"verify_token", "v"}, {"access_token", "t"}}}};
  const auto load = [&](const json& config) {
    tests::write_file(directory / "sportello.json", flows::print_json(config));
    return load_config(directory / "sportello.json");
  };
  EXPECT_TRUE(load(whole).config);
  for (const char* key : {"app_secret", "verify_token", "access_token"}) {
    for (const bool empty : {true, false}) {
      json without = whole;
      if (empty) without["whatsapp"][key] = "";
      if (!empty) without["whatsapp"].erase(key);
      const ConfigLoad refused = load(without);
      EXPECT_FALSE(refused.config) << key;
      ASSERT_FALSE(refused.faults.empty()) << key;
      EXPECT_NE(refused.faults.front().path.find(key), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace sportello::bot
