// The API's description and the API: every operation is called, and its real answer judged by the document.

#include <algorithm>
#include <map>

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

class EveryRoute : public ConsoleContract {
 protected:
  EveryRoute() {
    auto options = stage_.options();
    options.keep_media = [](std::string_view) { return flows::Result<std::string>(std::string("abc")); };
    start(std::move(options));
  }

  std::string first_id(const std::string& list, const char* member) {
    return json_of(get(list)).at(member).at(0).at("id").dump();
  }

  void give_to_an_operator(const std::string& code) {
    stage_.desk().write(
        [&code](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
          auto conversation = store.conversations().find(store.tickets().find_by_code(code)->conversation);
          conversation->owner = "operator:1";
          store.conversations().update(*conversation);
          return {};
        },
        [](const flows::Result<void>& done) { EXPECT_TRUE(done); });
  }

  /// The answer to one honest call of the operation.
  Response call(const std::string& operation) {
    const auto method = operation.starts_with("GET") ? Method::Get : Method::Post;
    std::string path = operation.substr(operation.find(' ') + 1);
    const auto fill = [&path](const std::string& name, const std::string& value) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    };
    // A closed ticket is closed for good: the other actions have one of their own.
    fill("{code}", stage_.code(operation.ends_with("/close") ? 2 : 3));
    if (path.starts_with("/outbox/")) fill("{id}", first_id("/api/v1/outbox?state=uncertain", "messages"));
    if (path.starts_with("/callbacks/")) fill("{id}", first_id("/api/v1/callbacks", "callbacks"));
    if (path.starts_with("/parked/")) fill("{id}", first_id("/api/v1/parked", "events"));
    if (path.starts_with("/businesses/")) fill("{id}", "leotron");
    if (operation == "GET /businesses/{id}/year") path += "?year=2027";
    if (operation == "GET /outbox") path += "?state=queued";
    if (operation == "POST /tickets/{code}/files") {
      return send(Method::Post, "/api/v1" + path + "?name=preventivo.pdf", "%PDF-1.7 0123456789", as_program());
    }
    if (operation == "POST /tickets/{code}/release") give_to_an_operator(stage_.code(3));
    if (operation == "POST /tickets/{code}/attachments") {
      auto headers = as_program();
      headers.add("Content-Type", "application/pdf");
      return send(Method::Post, "/api/v1" + path + "?filename=preventivo.pdf", "%PDF-1.7 0123456789", headers);
    }
    const auto body = bodies().find(operation);
    return send(method, "/api/v1" + path, method == Method::Get ? "" : (body == bodies().end() ? "{}" : body->second),
                as_program());
  }

  /// What everybody may ask who is known here; accounts, sign-in, merging and splitting have tests of their own.
  static bool is_about_the_desk(const std::string& operation) {
    const auto path = operation.substr(operation.find(' ') + 1);
    if (path.ends_with("/merge") || path.ends_with("/split")) return false;
    for (const char* start : {"/tickets", "/outbox", "/callbacks", "/parked", "/desk", "/templates", "/businesses"}) {
      if (path.starts_with(start)) return true;
    }
    return false;
  }

  static const std::map<std::string, std::string>& bodies() {
    static const std::map<std::string, std::string> kBodies{
        {"POST /tickets/{code}/assign", R"({"assignee": "Luca Conti"})"},
        {"POST /tickets/{code}/reply", R"({"text": "Fatto."})"},
        {"POST /tickets/{code}/note", R"({"text": "Cliente storico."})"},
        {"POST /tickets/{code}/quote", R"({"text": "Archivi", "cents": 16000, "valid_until": "2026-11-27"})"},
        {"POST /tickets/{code}/plan", R"({"start": "2026-11-28T22:00", "note": "Server"})"},
        {"POST /tickets/{code}/escalate", R"({"group": "Tecnici hardware"})"},
        {"POST /tickets/{code}/resolve", R"({"summary": "Aggiornato."})"},
        {"POST /tickets/{code}/time", R"({"minutes": 30})"},
        {"POST /tickets/{code}/call", R"({"how": "phone", "note": "Detto."})"},
        {"POST /tickets/{code}/presence", R"({"state": "viewing"})"},
        {"POST /tickets/{code}/priority", R"({"priority": 1})"}};
    return kBodies;
  }
};

TEST_F(EveryRoute, IsDescribed) {
  const auto described = openapi().operations();
  for (const auto& operation : router_->operations()) {
    const auto place = operation.find("/api/v1/");
    if (place == std::string::npos) continue;
    const auto name = operation.substr(0, place) + operation.substr(place + 7);
    EXPECT_TRUE(std::find(described.begin(), described.end(), name) != described.end()) << name << " is not described";
  }
}

TEST_F(EveryRoute, AnswersAsDescribed) {
  for (const auto& operation : openapi().operations()) {
    if (!is_about_the_desk(operation)) continue;
    const auto response = call(operation);
    EXPECT_LT(response.status, 300) << operation << ": " << response.body;
    EXPECT_EQ(faults(operation, response), "") << operation;
  }
}

TEST_F(EveryRoute, RefusesStrangersAsDescribed) {
  const auto document = openapi();
  for (const auto& operation : document.operations()) {
    if (!is_about_the_desk(operation)) continue;
    auto path = "/api/v1" + operation.substr(operation.find(' ') + 1);
    const auto method = operation.starts_with("GET") ? Method::Get : Method::Post;
    const auto response = send(method, path, "", {});
    EXPECT_EQ(response.status, 401) << operation;
    EXPECT_EQ(document.faults(operation, response.status, response.body), "") << operation;
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json") << operation;
  }
}

}  // namespace
}  // namespace sportello::webhooks
