// One person's data: a copy for them, and their erasure, as administrators do it in the console.

#include <gmock/gmock.h>

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class ConsolePrivacy : public ConsoleContract {
 protected:
  json told(const std::string& operation, const Response& response, int status) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(faults(operation, response), "");
    return response.body.empty() ? json() : json_of(response);
  }
  /// The customer of the scene's ticket of that number.
  json customer_of(std::size_t ticket) {
    return json_of(get("/api/v1/tickets/" + stage_.code(ticket))).at("customer");
  }
  static std::string path_of(const json& person) { return "/api/v1/people/" + person.at("id").dump(); }
  std::vector<std::string> audited() {
    std::vector<std::string> deeds;
    for (const auto& line : stage_.options().open_reader()->audit(1'000'000, 100)) deeds.push_back(line.what);
    return deeds;
  }
};

TEST_F(ConsolePrivacy, ACopyHoldsAllTheDeskKnowsAndIsAudited) {
  const auto person = customer_of(1);
  const auto response = post(path_of(person) + "/copy", json::object());
  const auto copy = told("POST /people/{id}/copy", response, 200);
  EXPECT_THAT(header(response, "Content-Disposition"), HasSubstr("attachment; filename=\"person-"));
  EXPECT_EQ(copy.at("person").at("name"), person.at("name"));
  const auto details = json_of(get("/api/v1/tickets/" + stage_.code(1)));
  EXPECT_EQ(copy.at("messages").size(), details.at("messages").size());
  const auto& tickets = copy.at("tickets");
  const auto ticket = std::find_if(tickets.begin(), tickets.end(),
                                   [&](const json& one) { return one.at("code") == stage_.code(1); });
  ASSERT_NE(ticket, tickets.end());
  EXPECT_EQ(ticket->at("form"), details.at("form"));
  EXPECT_THAT(audited(), testing::Contains("person's data copied"));
  EXPECT_THAT(copy.dump(), Not(HasSubstr(customer_of(2).at("name").get<std::string>()))) << "somebody else's data";
}

TEST_F(ConsolePrivacy, ErasingIsLookedAtFirstAndTakesThePersonsName) {
  const auto person = customer_of(1);
  const auto preview = told("GET /people/{id}/erasure", get(path_of(person) + "/erasure"), 200);
  EXPECT_EQ(preview.at("name"), person.at("name"));
  EXPECT_THAT(preview.at("kept_tickets").dump(), HasSubstr(stage_.code(1)));
  EXPECT_EQ(json_of(get(path_of(person))).at("name"), person.at("name")) << "a preview removes nothing";

  const auto refused = told("POST /people/{id}/erase", post(path_of(person) + "/erase", {{"name", "Un Altro"}}), 400);
  EXPECT_EQ(refused.at("code"), "erasure_other_name");
  EXPECT_EQ(json_of(get(path_of(person))).at("name"), person.at("name"));

  const auto done = told("POST /people/{id}/erase", post(path_of(person) + "/erase", {{"name", person.at("name")}}), 200);
  EXPECT_EQ(done.at("removed"), preview.at("removed"));
  EXPECT_EQ(done.at("left"), json::array());
  EXPECT_EQ(done.at("proven"), true);
  const auto ticket = json_of(get("/api/v1/tickets/" + stage_.code(1)));
  EXPECT_EQ(ticket.at("messages").size(), 0U);
  EXPECT_EQ(ticket.at("customer").at("name"), "");
  EXPECT_THAT(audited(), testing::Contains("person erased"));
}

TEST_F(ConsolePrivacy, OperatorsMayDoNeither) {
  const auto session = sign_in();
  const auto person = path_of(customer_of(1));
  EXPECT_EQ(send(Method::Post, person + "/copy", "{}", as_page(session)).status, 403);
  EXPECT_EQ(send(Method::Get, person + "/erasure", "", as_page(session)).status, 403);
  EXPECT_EQ(send(Method::Post, person + "/erase", R"({"name": "x"})", as_page(session)).status, 403);
}

TEST_F(ConsolePrivacy, WhoIsNotThereIsNotFound) {
  told("POST /people/{id}/copy", post("/api/v1/people/9999/copy", json::object()), 404);
  told("GET /people/{id}/erasure", get("/api/v1/people/9999/erasure"), 404);
  told("POST /people/{id}/erase", post("/api/v1/people/9999/erase", {{"name", "x"}}), 404);
}

}  // namespace
}  // namespace sportello::webhooks
