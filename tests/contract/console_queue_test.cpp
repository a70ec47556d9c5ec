#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;

class ConsoleQueue : public ConsoleContract {
 protected:
  static std::vector<std::string> codes_of(const json& tickets) {
    std::vector<std::string> codes;
    for (const auto& ticket : tickets) codes.push_back(ticket.at("code"));
    return codes;
  }
  json queue(const std::string& query = "") {
    const auto response = get("/api/v1/queue" + query);
    EXPECT_EQ(faults("GET /queue", response), "");
    return json_of(response);
  }
  Response as(const Session& session, const std::string& path, const json& body = json::object()) {
    return send(Method::Post, "/api/v1" + path, body.dump(), as_page(session));
  }
};

TEST_F(ConsoleQueue, PutsWhoWaitsForUsFirst) {
  const auto found = queue();
  bool others = false;
  int priority = 0;
  for (const auto& ticket : found.at("tickets")) {
    if (ticket.at("waiting_since").is_null()) others = true;
    if (others) {
      EXPECT_TRUE(ticket.at("waiting_since").is_null()) << ticket.at("code");
      continue;
    }
    EXPECT_GE(ticket.at("priority").get<int>(), priority);
    priority = ticket.at("priority").get<int>();
    EXPECT_FALSE(ticket.at("due").is_null());
  }
  EXPECT_EQ(found.at("counts").at("open"), found.at("total"));
  EXPECT_GT(found.at("counts").at("to_call"), 0);
}

TEST_F(ConsoleQueue, CountsEachViewAsItShowsIt) {
  const auto counts = queue().at("counts");
  for (const auto* view : {"to_call", "mine", "unassigned", "waiting", "due_soon", "overdue", "open"})
    EXPECT_EQ(queue(std::string("?view=") + view).at("total"), counts.at(view)) << view;
}

TEST_F(ConsoleQueue, FollowsWhatIsDone) {
  const auto before = queue("?view=waiting").at("total").get<int>();
  ASSERT_THAT(codes_of(queue("?view=to_call").at("tickets")), Contains(stage_.code(6)));
  EXPECT_EQ(post(ticket_path(6) + "/reply", {{"text", "La richiamo."}}).status, 200);
  EXPECT_EQ(queue("?view=waiting").at("total"), before + 1);
  EXPECT_THAT(codes_of(queue("?view=to_call").at("tickets")), testing::Not(Contains(stage_.code(6))));
}

TEST_F(ConsoleQueue, IsNarrowedAndPaged) {
  const auto all = codes_of(queue().at("tickets"));
  EXPECT_EQ(codes_of(queue("?limit=1&offset=1").at("tickets")), std::vector{all.at(1)});
  const auto of_kzweb = queue("?business=kzweb");
  for (const auto& ticket : of_kzweb.at("tickets")) EXPECT_EQ(ticket.at("business"), "kzweb");
  EXPECT_EQ(queue("?priority=3&status=planned&flag=blocking").at("total"), 0);
  EXPECT_EQ(queue("?offset=99").at("tickets").size(), 0U);
  for (const auto* wrong : {"?view=some", "?priority=x", "?offset=-1", "?limit=0"})
    EXPECT_EQ(get(std::string("/api/v1/queue") + wrong).status, 400) << wrong;
}

TEST_F(ConsoleQueue, FindsWordsWhereverTheyWereWritten) {
  const auto search = [&](const std::string& words) {
    const auto response = get("/api/v1/search?q=" + words);
    EXPECT_EQ(faults("GET /search", response), "");
    return json_of(response).at("tickets");
  };
  EXPECT_THAT(codes_of(search("mercatino")), Contains(stage_.code(6)));
  const auto said = search("ho%20provato%20spegn");
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said.at(0).at("found_in"), "message");
  EXPECT_EQ(search("").size(), 0U);
  EXPECT_EQ(search("%22%20OR%20*").size(), 0U);
}

TEST_F(ConsoleQueue, KeepsAnOperatorsOwnViews) {
  const auto session = sign_in();
  EXPECT_EQ(as(session, "/views", {{"name", "Urgenti"}, {"query", "{}"}}).status, 204);
  const auto response = send(Method::Get, "/api/v1/views", "", {{"Cookie", session.cookie}});
  EXPECT_EQ(faults("GET /views", response), "");
  const auto views = json_of(response).at("views");
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views.at(0).at("name"), "Urgenti");
  const auto path = "/views/" + views.at(0).at("id").dump() + "/remove";
  EXPECT_EQ(as(session, path).status, 204);
  EXPECT_EQ(as(session, path).status, 404);
  EXPECT_EQ(post("/api/v1/views", {{"name", "x"}, {"query", "{}"}}).status, 403) << "a program has no views";
}

TEST_F(ConsoleQueue, OffersCannedAnswers) {
  EXPECT_EQ(post("/api/v1/canned-answers", {{"title", "Saluti"}, {"text", "Ciao {name}"}}).status, 204);
  EXPECT_EQ(post("/api/v1/canned-answers", {{"title", "x"}, {"text", "x"}, {"business", "nobody"}}).status, 400);
  const auto response = get("/api/v1/canned-answers");
  EXPECT_EQ(faults("GET /canned-answers", response), "");
  const auto answers = json_of(response).at("answers");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers.at(0).at("text"), "Ciao {name}");
  const auto path = "/api/v1/canned-answers/" + answers.at(0).at("id").dump();
  EXPECT_EQ(post(path, {{"title", "Saluti"}, {"text", "Buongiorno"}}).status, 204);
  EXPECT_EQ(json_of(get("/api/v1/canned-answers")).at("answers").at(0).at("text"), "Buongiorno");
  EXPECT_EQ(post(path + "/remove").status, 204);
  const auto operator_may = as(sign_in(), "/canned-answers", {{"title", "x"}, {"text", "x"}});
  EXPECT_EQ(operator_may.status, 403);
}

TEST_F(ConsoleQueue, TellsWhoElseIsOnATicket) {
  const auto anna = sign_in();
  const auto path = "/tickets/" + stage_.code(6) + "/presence";
  EXPECT_EQ(as(anna, path, {{"state", "typing"}}).status, 200);
  const auto seen = post("/api/v1" + path, {{"state", "viewing"}});
  EXPECT_EQ(faults("POST /tickets/{code}/presence", seen), "");
  EXPECT_EQ(json_of(seen).at("people"), json::parse(R"([{"name":"Anna Ferrari","typing":true}])"));
  EXPECT_EQ(json_of(as(anna, path, {{"state", "viewing"}})).at("people").size(), 0U) << "oneself is nobody else";
  as(anna, path, {{"state", "gone"}});
  EXPECT_EQ(json_of(post("/api/v1" + path, {{"state", "viewing"}})).at("people").size(), 0U);
  EXPECT_EQ(post("/api/v1" + path, {{"state", "asleep"}}).status, 400);
  EXPECT_EQ(post("/api/v1/tickets/LEO-0000-0/presence", {{"state", "gone"}}).status, 404);
}

TEST_F(ConsoleQueue, GivesTheConversationBackToTheAssistant) {
  EXPECT_EQ(post(ticket_path(6) + "/release").status, 409) << "it answers already";
  stage_.store().begin();
  const auto ticket = stage_.store().tickets().find_by_code(stage_.code(6)).value();
  auto conversation = stage_.store().conversations().find(ticket.conversation).value();
  conversation.owner = "operator:Anna Ferrari";
  stage_.store().conversations().update(conversation);
  stage_.store().commit();
  EXPECT_EQ(json_of(get(ticket_path(6))).at("answered_by"), "Anna Ferrari");
  EXPECT_EQ(post(ticket_path(6) + "/release").status, 204);
  EXPECT_EQ(json_of(get(ticket_path(6))).at("bot_answers"), true);
}

TEST_F(ConsoleQueue, CountsForManagersOnly) {
  const std::string path = "/api/v1/sheets?business=leotron&from=2026-11-01&to=2026-11-30";
  const auto response = get(path);
  EXPECT_EQ(faults("GET /sheets", response), "");
  const auto sheet = json_of(response);
  ASSERT_EQ(sheet.at("days").size(), 30U);
  int opened = 0;
  for (const auto& day : sheet.at("days")) opened += day.at("opened").get<int>();
  EXPECT_EQ(sheet.at("opened"), opened);
  EXPECT_GT(opened, 0);
  EXPECT_EQ(sheet.at("messages").at("month"), "2026-11");
  EXPECT_EQ(sheet.at("hours_questions").at("count"), 1) << "the scene's own";
  EXPECT_EQ(send(Method::Get, path, "", {{"Cookie", sign_in().cookie}}).status, 403) << "an operator";
  for (const auto* wrong : {"business=nobody&from=2026-11-01&to=2026-11-30", "business=leotron&from=2026-11-30&to=2026-11-01",
                            "business=leotron&from=2020-01-01&to=2026-11-30", "business=leotron"})
    EXPECT_EQ(get(std::string("/api/v1/sheets?") + wrong).status, 400) << wrong;
}

TEST_F(ConsoleQueue, CountsWhatTheWorkCostsAndWhoAsksAboutHours) {
  post(ticket_path(6) + "/time", {{"minutes", 50}});
  post(ticket_path(5) + "/time", {{"minutes", 20}});
  stage_.desk().receive(stage_.code(6), "a che ora aprite domani?");
  stage_.desk().receive(stage_.code(6), "la stampante non va ancora");
  const auto sheet = json_of(get("/api/v1/sheets?business=leotron&from=2026-11-01&to=2026-11-30"));
  EXPECT_EQ(sheet.at("hours_questions").at("count"), 2);
  const auto& cost = sheet.at("cost");
  ASSERT_EQ(cost.at("tickets").size(), 2U);
  EXPECT_EQ(cost.at("tickets").at(0).at("minutes").get<int>() + cost.at("tickets").at(1).at("minutes").get<int>(), 70);
  EXPECT_EQ(cost.at("gross_cents"), cost.at("net_cents").get<int>() + cost.at("vat_cents").get<int>());
}

TEST_F(ConsoleQueue, TakesFilesThatWhatsAppTakes) {
  const auto sent = send(Method::Post, ticket_path(6) + "/files?name=foto.jpg", "\xff\xd8\xff\xe0 a picture", as_program());
  EXPECT_EQ(sent.status, 201);
  EXPECT_EQ(faults("POST /tickets/{code}/files", sent), "");
  EXPECT_EQ(json_of(sent).at("mime"), "image/jpeg");
  EXPECT_EQ(send(Method::Post, ticket_path(6) + "/files?name=foto.jpg", "<svg onload=x>", as_program()).status, 400);
  EXPECT_EQ(post(ticket_path(6) + "/reply", {{"file", "photo.jpg"}, {"file_name", "foto.jpg"}}).status, 200);
  const auto reply = std::get<ReplyToCustomer>(stage_.desk().log().actions.back().verb);
  EXPECT_EQ(reply.file->mime, "image/jpeg");
  EXPECT_EQ(post(ticket_path(6) + "/reply", {{"file", "missing"}}).status, 400);
  EXPECT_EQ(post(ticket_path(6) + "/reply").status, 400) << "neither text nor file";
}

TEST_F(ConsoleQueue, ShowsAYearOfOpeningDays) {
  const auto response = get("/api/v1/businesses/leotron/year?year=2027");
  EXPECT_EQ(faults("GET /businesses/{id}/year", response), "");
  const auto days = json_of(response).at("services").at(0).at("days");
  ASSERT_EQ(days.size(), 365U);
  EXPECT_EQ(days.at(0).at("exception").at("it"), "Capodanno");
  EXPECT_EQ(days.at(3).at("open"), json::parse(R"([["09:00","13:00"],["14:30","18:30"]])"));
  EXPECT_EQ(get("/api/v1/businesses/leotron/year").status, 400);
  EXPECT_EQ(get("/api/v1/businesses/nobody/year?year=2027").status, 404);
}

}  // namespace
}  // namespace sportello::webhooks
