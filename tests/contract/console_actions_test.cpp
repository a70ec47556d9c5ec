#include <algorithm>

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using ConsoleActions = ConsoleContract;
using nlohmann::json;

TEST_F(ConsoleActions, TakesATicketUnderTheTokensName) {
  const auto response = post(ticket_path(6) + "/take");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(faults("POST /tickets/{code}/take", response), "");
  EXPECT_EQ(json_of(response).at("status"), "taken");
  EXPECT_EQ(json_of(response).at("assignee"), "ci");
  EXPECT_EQ(json_of(response).at("way"), "none");
  EXPECT_EQ(stage_.desk().log().actions.at(0).who, "api:ci");
}

TEST_F(ConsoleActions, TakesATicketWithoutABody) {
  EXPECT_EQ(send(Method::Post, ticket_path(6) + "/take", "", as_program()).status, 200);
}

/// The number of the ticket's first message from the customer.
std::int64_t first_message(const json& ticket) {
  for (const auto& message : ticket.at("messages")) {
    if (message.at("direction") == "in" && message.at("of_this_ticket") == true) return message.at("id");
  }
  return 0;
}

TEST_F(ConsoleActions, CarriesEveryActionOut) {
  const std::vector<std::pair<std::string, json>> actions{
      {"take", json::object()},
      {"assign", {{"assignee", "Luca Conti"}}},
      {"reply", {{"text", "Buongiorno, la richiamo fra poco."}}},
      {"note", {{"text", "Chiamare dopo le 15."}}},
      {"quote", {{"text", "Intervento in sede."}, {"cents", 16000}, {"valid_until", "2026-12-31"}}},
      {"plan", {{"start", "2026-11-28T22:00"}, {"end", "2026-11-28T23:30"}, {"note", "fuori orario"}}},
      {"escalate", {{"group", "sistemisti"}, {"reason", "driver"}}},
      {"time", {{"minutes", 25}}},
      {"call", {{"note", "Non risponde"}, {"reached", false}}},
      {"priority", {{"priority", 3}}},
      {"split", {{"messages", {first_message(json_of(get(ticket_path(6))))}}, {"summary", "La seconda stampante"}}},
      {"resolve", {{"summary", "Reinstallato il driver."}, {"reopen_hours", 72}}},
      {"reopen", {{"reason", "Non stampa ancora."}}},
      {"merge", {{"into", stage_.code(5)}}},
  };
  for (const auto& [verb, body] : actions) {
    const auto response = post(ticket_path(6) + "/" + verb, body);
    EXPECT_EQ(response.status, 200) << verb << response.body;
    EXPECT_EQ(faults("POST /tickets/{code}/" + verb, response), "") << verb;
  }
  EXPECT_EQ(stage_.desk().log().actions.size(), actions.size());
}

TEST_F(ConsoleActions, HandsTheDeskWhatWasWritten) {
  post(ticket_path(6) + "/reply", {{"text", "  Ecco.\r\nFatto.  "}, {"quotes", "wamid.a"}, {"seen", "wamid.b"}});
  const auto reply = std::get<ReplyToCustomer>(stage_.desk().log().actions.at(0).verb);
  EXPECT_EQ(reply.text, "Ecco.\nFatto.");
  EXPECT_EQ(reply.quotes->value, "wamid.a");
  EXPECT_EQ(reply.seen->value, "wamid.b");
}

TEST_F(ConsoleActions, ReadsTimesInTheBusinesssZone) {
  post(ticket_path(6) + "/plan", {{"start", "2026-11-28T22:00"}});
  post(ticket_path(6) + "/plan", {{"start", "2026-11-28T22:00:00Z"}});
  const auto actions = stage_.desk().log().actions;
  EXPECT_EQ(flows::iso_utc(std::get<PlanWork>(actions.at(0).verb).start), "2026-11-28T21:00:00Z");
  EXPECT_EQ(flows::iso_utc(std::get<PlanWork>(actions.at(1).verb).start), "2026-11-28T22:00:00Z");
}

TEST_F(ConsoleActions, PassesTheIdempotencyKeyOn) {
  auto headers = as_program();
  headers.add("Idempotency-Key", "f3b1");
  send(Method::Post, ticket_path(6) + "/note", R"({"text":"una volta"})", headers);
  EXPECT_EQ(stage_.desk().log().actions.at(0).idempotency_key, "f3b1");
}

TEST_F(ConsoleActions, RefusesBodiesThatDoNotFit) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"reply", "{}"},
      {"reply", R"({"text":""})"},
      {"reply", R"({"text":"  \n "})"},
      {"reply", R"({"text":7})"},
      {"reply", R"({"text":")" + std::string(4097, 'a') + "\"}"},
      {"reply", R"({"text":"ciao","texts":"no"})"},
      {"note", R"(["text"])"},
      {"note", R"({"text":)"},
      {"priority", R"({"priority":0})"},
      {"priority", R"({"priority":4})"},
      {"priority", R"({"priority":2.5})"},
      {"priority", R"({"priority":18446744073709551615})"},
      {"resolve", R"({"summary":"ok","reopen_hours":0})"},
      {"resolve", R"({"summary":"ok","reopen_hours":721})"},
      {"time", R"({"minutes":-1})"},
      {"quote", R"({"text":"x","cents":10,"valid_until":"31/12/2026"})"},
      {"plan", R"({"start":"domani"})"},
      {"plan", R"({"start":"2026-11-28T22:00","end":"2026-11-28T21:00"})"},
      {"call", R"({"reached":"yes"})"},
      {"take", R"({"who":"me"})"},
      {"merge", "{}"},
      {"merge", R"({"into":""})"},
      {"split", R"({"messages":[]})"},
      {"split", R"({"messages":["1"]})"},
      {"split", R"({"summary":"senza messaggi"})"},
  };
  for (const auto& [verb, body] : bad) {
    const auto response = send(Method::Post, ticket_path(6) + "/" + verb, body, as_program());
    EXPECT_EQ(response.status, 400) << verb << " " << body;
    EXPECT_EQ(faults("POST /tickets/{code}/" + verb, response), "") << verb;
  }
  EXPECT_TRUE(stage_.desk().log().actions.empty());
}

TEST_F(ConsoleActions, NamesTheMemberThatIsWrong) {
  const auto detail = json_of(post(ticket_path(6) + "/resolve", {{"sumary", "ok"}})).at("detail").get<std::string>();
  EXPECT_EQ(detail, "\"summary\" is missing");
}

TEST_F(ConsoleActions, KnowsNoOtherAction) {
  EXPECT_EQ(post(ticket_path(6) + "/explode").status, 404);
}

TEST_F(ConsoleActions, KnowsNoOtherTicket) {
  EXPECT_EQ(post("/api/v1/tickets/LEO-0000-0/take").status, 404);
}

TEST_F(ConsoleActions, SaysWhatTheDeskSaid) {
  const std::vector<std::pair<flows::Errc, int>> meanings{{flows::Errc::Invalid, 400},
                                                          {flows::Errc::NotFound, 404},
                                                          {flows::Errc::Conflict, 409},
                                                          {flows::Errc::Denied, 403},
                                                          {flows::Errc::Unavailable, 503}};
  for (const auto& [code, status] : meanings) {
    stage_.desk().answer_with(flows::fail(code, "Perché no."));
    const auto response = post(ticket_path(6) + "/take");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(json_of(response).at("detail"), "Perché no.");
    EXPECT_EQ(faults("POST /tickets/{code}/take", response), "");
  }
}

TEST_F(ConsoleActions, KeepsWhatBrokeInsideToItself) {
  stage_.desk().answer_with(flows::fail(flows::Errc::Internal, "no such table: secret"));
  const auto response = post(ticket_path(6) + "/take");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST_F(ConsoleActions, AsksToComeBackWhenTheDeskIsBusy) {
  stage_.desk().refuse_work();
  const auto response = post(ticket_path(6) + "/take");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "2");
}

TEST_F(ConsoleActions, LeavesTheConversationToBeReadLater) {
  post(ticket_path(6) + "/read");
  const auto response = post(ticket_path(6) + "/unread");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(faults("POST /tickets/{code}/unread", response), "");
  EXPECT_EQ(json_of(get(ticket_path(6))).at("unread"), 1);
  EXPECT_EQ(post("/api/v1/tickets/LEO-0000-0/unread").status, 404);
}

TEST_F(ConsoleActions, ReadsWhatWasMergedInTheTicketThatStays) {
  post(ticket_path(6) + "/note", {{"text", "Sulla prima."}});
  post(ticket_path(6) + "/merge", {{"into", stage_.code(5)}});
  const auto gone = json_of(get(ticket_path(6)));
  EXPECT_EQ(gone.at("merged_into"), stage_.code(5));
  EXPECT_TRUE(gone.at("actions").empty());
  const auto stays = json_of(get(ticket_path(5)));
  EXPECT_EQ(stays.at("merged").at(0).at("code"), stage_.code(6));
  const auto note = std::find_if(stays.at("events").begin(), stays.at("events").end(),
                                 [](const auto& event) { return event.at("what") == "note"; });
  ASSERT_NE(note, stays.at("events").end());
  EXPECT_EQ(note->at("ticket"), stage_.code(6));
}

TEST_F(ConsoleActions, MarksTheConversationRead) {
  EXPECT_EQ(post(ticket_path(6) + "/read").status, 204);
  EXPECT_EQ(json_of(get(ticket_path(6))).at("unread"), 0);
  EXPECT_EQ(post("/api/v1/tickets/LEO-0000-0/read").status, 404);
}

}  // namespace
}  // namespace sportello::webhooks
