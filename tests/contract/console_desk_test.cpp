#include "embedded/console_pages.h"
#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using ConsoleDesk = ConsoleContract;
using nlohmann::json;

TEST_F(ConsoleDesk, TellsHowTheDeskIs) {
  const auto response = get("/api/v1/desk");
  EXPECT_EQ(faults("GET /desk", response), "");
  const auto desk = json_of(response);
  const auto& standard = desk.at("businesses").at(0).at("services").at(0);
  EXPECT_EQ(standard.at("open"), true);
  EXPECT_EQ(standard.at("until"), "2026-11-23T12:00:00Z");
  EXPECT_EQ(desk.at("businesses").at(0).at("zone"), "Europe/Rome");
  EXPECT_EQ(desk.at("now"), "2026-11-23T09:12:00Z");
  EXPECT_EQ(desk.at("channel").at("up"), true);
  EXPECT_EQ(desk.at("outbox"), (json{{"queued", 1}, {"in_flight", 0}, {"uncertain", 1}, {"failed", 1}}));
  EXPECT_EQ(desk.at("parked"), 1);
  EXPECT_EQ(desk.at("callbacks"), 1);
}

TEST_F(ConsoleDesk, SaysWhyItIsClosed) {
  auto options = stage_.options();
  options.now = [] { return *flows::parse_instant("2026-12-25T10:00:00Z", *flows::Zone::find("UTC")); };
  start(std::move(options));
  const auto standard = json_of(get("/api/v1/desk")).at("businesses").at(0).at("services").at(0);
  EXPECT_EQ(standard.at("open"), false);
  EXPECT_EQ(standard.at("reason"), "holiday");
  EXPECT_EQ(standard.at("exception").at("it"), "Natale");
  EXPECT_EQ(standard.at("next_opening"), "2026-12-28T08:00:00Z");
}

TEST_F(ConsoleDesk, SaysWhatIsWrongWithTheChannel) {
  auto options = stage_.options();
  options.channel = [] {
    return ChannelState{.up = false, .problem = {"Il token non vale più.", "The token is dead."}, .remedy = {"x", "y"}};
  };
  start(std::move(options));
  const auto response = get("/api/v1/desk");
  EXPECT_EQ(faults("GET /desk", response), "");
  EXPECT_EQ(json_of(response).at("channel").at("problem").at("it"), "Il token non vale più.");
}

TEST_F(ConsoleDesk, ListsBusinessesAndOperators) {
  const auto businesses = get("/api/v1/businesses");
  EXPECT_EQ(faults("GET /businesses", businesses), "");
  EXPECT_EQ(json_of(businesses).at("businesses").at(0).at("code_prefix"), "LEO");
  const auto operators = get("/api/v1/operators");
  EXPECT_EQ(faults("GET /operators", operators), "");
  EXPECT_EQ(json_of(operators).at("operators").at(1).at("name"), "Luca Conti");
}

TEST_F(ConsoleDesk, ListsOutgoingMessagesByState) {
  const auto response = get("/api/v1/outbox?state=uncertain");
  EXPECT_EQ(faults("GET /outbox", response), "");
  const auto messages = json_of(response).at("messages");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages.at(0).at("text"), "Può anche fotografarlo.");
  EXPECT_EQ(messages.at(0).at("ticket"), stage_.code(3));
  EXPECT_EQ(messages.at(0).at("to"), "+393281110033");
  EXPECT_EQ(get("/api/v1/outbox").status, 400);
  EXPECT_EQ(get("/api/v1/outbox?state=lost").status, 400);
}

TEST_F(ConsoleDesk, SendsAnUncertainMessageAgain) {
  const auto id = json_of(get("/api/v1/outbox?state=uncertain")).at("messages").at(0).at("id").get<std::int64_t>();
  EXPECT_EQ(post("/api/v1/outbox/" + std::to_string(id) + "/resend").status, 204);
  EXPECT_EQ(stage_.desk().log().resent, std::vector{id});
  EXPECT_EQ(post("/api/v1/outbox/999/resend").status, 404);
  EXPECT_EQ(post("/api/v1/outbox/-1/resend").status, 404);
  const auto queued = json_of(get("/api/v1/outbox?state=queued")).at("messages").at(0).at("id").get<std::int64_t>();
  EXPECT_EQ(post("/api/v1/outbox/" + std::to_string(queued) + "/resend").status, 409);
}

TEST_F(ConsoleDesk, ListsWhatIsToBeToldByPhoneUntilSomebodyCalls) {
  const auto response = get("/api/v1/callbacks");
  EXPECT_EQ(faults("GET /callbacks", response), "");
  const auto callbacks = json_of(response).at("callbacks");
  ASSERT_EQ(callbacks.size(), 1U);
  EXPECT_EQ(callbacks.at(0).at("ticket"), stage_.code(3));
  EXPECT_EQ(callbacks.at(0).at("customer").at("phone"), "+390490000333");
  EXPECT_EQ(callbacks.at(0).at("text"), "Il mandato nuovo è pronto: lo provi e ci dica.");
  EXPECT_EQ(post(ticket_path(3) + "/call", {{"note", "Detto."}}).status, 200);
  EXPECT_EQ(json_of(get("/api/v1/callbacks")).at("callbacks").size(), 0U);
}

TEST_F(ConsoleDesk, TakesAnEntryOffTheListOfCallsOnce) {
  const auto id = json_of(get("/api/v1/callbacks")).at("callbacks").at(0).at("id").dump();
  EXPECT_EQ(post("/api/v1/callbacks/" + id + "/done").status, 204);
  EXPECT_EQ(post("/api/v1/callbacks/" + id + "/done").status, 409);
  EXPECT_EQ(post("/api/v1/callbacks/999/done").status, 404);
  EXPECT_EQ(json_of(get("/api/v1/desk")).at("callbacks"), 0);
}

TEST_F(ConsoleDesk, ListsTheTemplatesWithTheirState) {
  const auto response = get("/api/v1/templates");
  EXPECT_EQ(faults("GET /templates", response), "");
  const auto templates = json_of(response).at("templates");
  ASSERT_GE(templates.size(), 10U);
  EXPECT_EQ(templates.at(0).at("status"), nullptr) << "nobody has asked Meta";
  EXPECT_EQ(templates.at(0).at("usable"), false);
}

TEST_F(ConsoleDesk, ReplaysAParkedEvent) {
  const auto response = get("/api/v1/parked");
  EXPECT_EQ(faults("GET /parked", response), "");
  const auto event = json_of(response).at("events").at(0);
  EXPECT_EQ(event.at("error"), "the order has no catalogue");
  EXPECT_EQ(event.at("raw").at("type"), "order");
  EXPECT_EQ(post("/api/v1/parked/" + event.at("id").dump() + "/replay").status, 204);
  EXPECT_EQ(json_of(get("/api/v1/parked")).at("events").size(), 0U);
}

TEST_F(ConsoleDesk, PagesLongLists) {
  const auto first = json_of(get("/api/v1/outbox?state=read&limit=3"));
  EXPECT_EQ(first.at("messages").size(), 3U);
  const auto second = json_of(get("/api/v1/outbox?state=read&limit=3&cursor=" + first.at("next").get<std::string>()));
  EXPECT_GT(second.at("messages").at(0).at("id"), first.at("messages").at(2).at("id"));
}

TEST_F(ConsoleDesk, DescribesEveryRouteItHas) {
  const auto document = openapi();
  for (const auto& operation : document.operations()) {
    auto path = "/api/v1" + operation.substr(operation.find(' ') + 1);
    const auto method = operation.starts_with("GET") ? Method::Get : Method::Post;
    EXPECT_NE(router_->find(method, path).handler, nullptr) << operation;
  }
}

TEST_F(ConsoleDesk, ShowsThePageAtItsOwnAddresses) {
  for (const auto* path : {"/console/", "/console/tickets/LEO-7K3M-Q"}) {
    const auto response = send(Method::Get, path, "", {});
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8") << path;
  }
}

TEST(ConsolePages, WeighLittleAtFirst) {
  std::size_t compressed = 0;
  // These come later: with the first sheet, and with the first file of customers.
  const auto comes_later = [](const std::string& name) {
    return name.starts_with("charts") || name.starts_with("customer_file");
  };
  for (const auto& file : embedded::console_pages())
    if (file.name.ends_with(".gz") && !comes_later(std::string(file.name))) compressed += file.content.size();
  EXPECT_LT(compressed, 90'000U);
}

TEST_F(ConsoleDesk, SaysThatTheStoreIsAway) {
  auto options = stage_.options();
  std::vector<std::string> faults_logged;
  options.open_reader = []() -> std::unique_ptr<storage::Reader> { throw storage::StoreError("disk I/O error"); };
  options.log_fault = [&](std::string_view, std::string_view fault) { faults_logged.emplace_back(fault); };
  start(std::move(options));
  const auto response = get("/api/v1/tickets");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body.find("disk"), std::string::npos);
  EXPECT_EQ(faults_logged, std::vector<std::string>{"disk I/O error"});
}

}  // namespace
}  // namespace sportello::webhooks
