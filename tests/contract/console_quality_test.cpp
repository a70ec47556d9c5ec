// Surveys, tasks and sample calls as the API shows them.

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

class ConsoleQuality : public ConsoleContract {
 protected:
  /// The scene's first ticket has a low score.
  ConsoleQuality() {
    auto& store = stage_.store();
    store.begin();
    const auto ticket = *store.tickets().find_by_code(stage_.code(1));
    storage::SurveyRow survey;
    survey.token = "the-token";
    survey.business = ticket.business;
    survey.ticket = ticket.id;
    survey.person = ticket.person;
    survey.language = "it";
    survey.created_at = stage_.now();
    survey.expires_at = stage_.now() + std::chrono::hours{24};
    survey.score = 2;
    survey.comment = "Tre <giorni>.";
    survey.channel = "web";
    const auto id = store.surveys().create(survey);
    task_ = *store.tasks().add({0, "low_score", ticket.id, id, stage_.now(), std::nullopt, {}, {}});
    store.commit();
  }

  std::int64_t task_ = 0;
};

TEST_F(ConsoleQuality, ShowsTheSurveyAndTheTaskOnTheTicket) {
  const auto response = get(ticket_path(1));
  EXPECT_EQ(faults("GET /tickets/{code}", response), "");
  const auto ticket = json_of(response);
  EXPECT_EQ(ticket.at("survey").at("score"), 2);
  EXPECT_EQ(ticket.at("survey").at("comment"), "Tre <giorni>.");
  EXPECT_TRUE(ticket.at("survey").at("url").get<std::string>().ends_with("/feedback/the-token"));
  EXPECT_EQ(ticket.at("tasks").at(0).at("kind"), "low_score");
}

TEST_F(ConsoleQuality, ListsTasksUntilSomebodyHasDoneThem) {
  const auto response = get("/api/v1/tasks");
  EXPECT_EQ(faults("GET /tasks", response), "");
  const auto task = json_of(response).at("tasks").at(0);
  EXPECT_EQ(task.at("for"), "manager");
  EXPECT_EQ(task.at("score"), 2);
  EXPECT_EQ(task.at("ticket"), stage_.code(1));
  EXPECT_EQ(json_of(get("/api/v1/desk")).at("tasks"), 1);
  const auto path = "/api/v1/tasks/" + std::to_string(task_) + "/done";
  EXPECT_EQ(post(path, {{"note", "Richiamata."}}).status, 204);
  EXPECT_EQ(post(path).status, 409);
  EXPECT_EQ(post("/api/v1/tasks/999/done").status, 404);
  EXPECT_EQ(post(path, {{"notes", 1}}).status, 400);
  EXPECT_EQ(json_of(get("/api/v1/tasks")).at("tasks").size(), 0U);
  EXPECT_EQ(json_of(get("/api/v1/tasks?state=all")).at("tasks").at(0).at("done_by"), "api:ci");
  EXPECT_EQ(get("/api/v1/tasks?state=some").status, 400);
}

TEST_F(ConsoleQuality, DrawsASampleAndRecordsItsCalls) {
  const auto drawn = post("/api/v1/samples", {{"business", "leotron"}, {"from", "2026-01-01"}, {"to", "2026-12-31"},
                                              {"percent", 10}, {"seed", 7}});
  ASSERT_EQ(drawn.status, 200) << drawn.body;
  EXPECT_EQ(faults("POST /samples", drawn), "");
  const auto sample = json_of(drawn);
  EXPECT_EQ(sample.at("seed"), 7);
  const auto list = get("/api/v1/samples?business=leotron");
  EXPECT_EQ(faults("GET /samples", list), "");
  EXPECT_EQ(json_of(list).at("samples").size(), 1U);
  EXPECT_EQ(faults("GET /samples/{id}", get("/api/v1/samples/" + sample.at("id").dump())), "");
  EXPECT_EQ(get("/api/v1/samples/99").status, 404);
  EXPECT_EQ(post("/api/v1/sample-calls/99/outcome", {{"outcome", "satisfied"}}).status, 404);
  EXPECT_EQ(post("/api/v1/sample-calls/1/outcome", {{"outcome", "fine"}}).status, 400);
  for (const auto& call : sample.at("calls")) {
    EXPECT_EQ(post("/api/v1/sample-calls/" + call.at("id").dump() + "/outcome",
                   {{"outcome", "satisfied"}, {"note", "Tutto bene."}})
                  .status,
              204);
  }
}

TEST_F(ConsoleQuality, RefusesASampleThatIsNotDescribed) {
  for (const json& body : {json::object(), json{{"business", "leotron"}, {"from", "2026-02-01"}, {"to", "2026-01-01"}, {"seed", 1}},
                           json{{"business", "leotron"}, {"from", "2026-01-01"}, {"to", "2026-01-31"}},
                           json{{"business", "leotron"}, {"from", "2026-01-01"}, {"to", "2026-01-31"}, {"seed", 1}, {"percent", 101}}}) {
    EXPECT_EQ(post("/api/v1/samples", body).status, 400) << body;
  }
}

}  // namespace
}  // namespace sportello::webhooks
