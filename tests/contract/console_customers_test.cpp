// Notes about customers, the numbers, and the profiles on disk, as the API tells them.

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using ConsoleCustomers = ConsoleContract;
using nlohmann::json;

TEST_F(ConsoleCustomers, KeepsNotesAboutAPersonWhateverTheTicket) {
  const auto person = json_of(get(ticket_path(6))).at("customer").at("id").get<int>();
  const auto path = "/api/v1/people/" + std::to_string(person) + "/notes";
  const auto written = post(path, {{"text", "  Chiamare solo al mattino. "}});
  EXPECT_EQ(written.status, 204);
  EXPECT_EQ(faults("POST /people/{id}/notes", written), "");
  const auto read = get(path);
  EXPECT_EQ(faults("GET /people/{id}/notes", read), "");
  const auto notes = json_of(read).at("notes");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes.at(0).at("text"), "Chiamare solo al mattino.");
  EXPECT_EQ(notes.at(0).at("who"), "api:ci");
  EXPECT_TRUE(notes.at(0).at("company").is_null());

  const auto removed = post("/api/v1/notes/" + std::to_string(notes.at(0).at("id").get<int>()) + "/remove");
  EXPECT_EQ(removed.status, 204);
  EXPECT_EQ(faults("POST /notes/{id}/remove", removed), "");
  EXPECT_TRUE(json_of(get(path)).at("notes").empty());
  EXPECT_EQ(post("/api/v1/notes/1/remove").status, 404);
}

TEST_F(ConsoleCustomers, RefusesNotesThatSayNothingOrNobody) {
  EXPECT_EQ(post("/api/v1/people/1/notes", {{"text", " "}}).status, 400);
  EXPECT_EQ(post("/api/v1/people/1/notes", {{"text", std::string(2001, 'a')}}).status, 400);
  EXPECT_EQ(post("/api/v1/people/999/notes", {{"text", "chi?"}}).status, 404);
  EXPECT_EQ(post("/api/v1/companies/999/notes", {{"text", "chi?"}}).status, 404);
  EXPECT_EQ(get("/api/v1/companies/999/notes").status, 404);
}

TEST_F(ConsoleCustomers, SaysWhenANumberWasLastHeardOf) {
  const auto response = get("/api/v1/channels");
  EXPECT_EQ(faults("GET /channels", response), "");
  EXPECT_EQ(json_of(response).at("up"), true);
  ASSERT_EQ(json_of(response).at("numbers").size(), 1U);
  EXPECT_FALSE(json_of(response).at("numbers").at(0).at("sent_at").is_null());
}

TEST_F(ConsoleCustomers, ShowsWhatIsWrongWithAProfileToWhoeverSetsUp) {
  auto options = stage_.options();
  options.check_profiles = [] {
    return std::vector<ProfileCheck>{{"/etc/leotron", {"leotron"}, "1", "", {"profile.json#/id: is missing"}, {}}};
  };
  start(std::move(options));
  const auto response = get("/api/v1/profiles");
  EXPECT_EQ(faults("GET /profiles", response), "");
  const auto profile = json_of(response).at("profiles").at(0);
  EXPECT_EQ(profile.at("faults").at(0), "profile.json#/id: is missing");
  EXPECT_TRUE(profile.at("found").is_null());
  EXPECT_EQ(send(Method::Get, "/api/v1/profiles", "", {{"Cookie", sign_in().cookie}}).status, 403) << "an operator";
}

}  // namespace
}  // namespace sportello::webhooks
