// People, companies, the customers' file and identity conflicts, as the administration changes them.

#include <gmock/gmock.h>

#include "storage/customers.h"
#include "storage/identities.h"
#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ConsoleCustomerChanges : public ConsoleContract {
 protected:
  /// The answer's body, after it was judged by the API's description.
  json told(const std::string& operation, const Response& response, int status) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(faults(operation, response), "");
    return response.body.empty() ? json() : json_of(response);
  }
  json add_person(json body) {
    body["business"] = "leotron";
    return told("POST /people", post("/api/v1/people", body), 201);
  }
  json add_company(json body) {
    body["business"] = "leotron";
    return told("POST /companies", post("/api/v1/companies", body), 201);
  }
  Response import(const std::string& csv, const std::string& dry_run = "false") {
    return send(Method::Post, "/api/v1/customers/import?business=leotron&dry_run=" + dry_run, csv, as_program());
  }
  /// A change to the version of that ETag.
  Response change(const std::string& path, const json& body, const std::string& version) {
    auto headers = as_program();
    headers.add("If-Match", version);
    return send(Method::Post, path, body.dump(), headers);
  }
  std::string person_path(const json& person) { return "/api/v1/people/" + person.at("id").dump(); }
  std::string detail(const Response& response) { return json_of(response).value("detail", ""); }
};

TEST_F(ConsoleCustomerChanges, APersonIsAddedWithACompanyAndReadAgain) {
  const auto company = add_company({{"name", "Ferramenta Bianchi"}});
  const auto person = add_person({{"name", "Luca Bianchi"},
                                  {"phone", "340 555 0101"},
                                  {"email", "Luca@Bianchi.example"},
                                  {"email_enabled", true},
                                  {"company", company.at("id")}});
  EXPECT_EQ(person.at("whatsapp"), "+393405550101");
  EXPECT_EQ(person.at("email"), "luca@bianchi.example");
  EXPECT_EQ(person.at("known"), true);
  EXPECT_EQ(person.at("companies").at(0).at("name"), "Ferramenta Bianchi");
  EXPECT_EQ(told("GET /people/{id}", get(person_path(person)), 200), person);
}

TEST_F(ConsoleCustomerChanges, WhatIsLeftOutStaysAndAnEmptyTextIsTakenAway) {
  const auto person = add_person({{"name", "Luca"}, {"phone", "3405550101"}, {"reachable", "dopo le 15"},
                                  {"plan", "extended"}, {"plan_to", "2027-03-31"}});
  const auto changed = told("POST /people/{id}",
                            post(person_path(person), {{"name", "Luca Bianchi"}, {"reachable", ""}, {"plan_to", nullptr}}), 200);
  EXPECT_EQ(changed.at("name"), "Luca Bianchi");
  EXPECT_EQ(changed.at("phone"), "+393405550101");
  EXPECT_TRUE(changed.at("reachable").is_null());
  EXPECT_EQ(changed.at("plan"), "extended");
  EXPECT_TRUE(changed.at("plan_to").is_null());
}

TEST_F(ConsoleCustomerChanges, AMailAddressIsTakenAwayForGood) {
  const std::string csv = "name,phone,email,email_enabled\nLuca,3405550101,luca@bianchi.example,yes\n";
  ASSERT_EQ(json_of(import(csv)).at("written"), true);
  const auto luca = json_of(get("/api/v1/people?business=leotron&q=luca@bianchi.example")).at("people").at(0);
  const auto changed = told("POST /people/{id}", post(person_path(luca), {{"email", ""}}), 200);
  EXPECT_TRUE(changed.at("email").is_null());
  EXPECT_EQ(changed.at("email_enabled"), false);
  stage_.desk().write(
      [](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto& customers = storage::customers_of(store);
        EXPECT_FALSE(customers.mail_address(flows::BusinessId{"leotron"}, "luca@bianchi.example"));
        return {};
      },
      [](const flows::Result<void>& done) { EXPECT_TRUE(done); });
}

TEST_F(ConsoleCustomerChanges, WhoSavesAnOlderVersionIsShownTheNewerOne) {
  const auto person = add_person({{"name", "Luca"}, {"phone", "3405550101"}});
  const auto version = header(get(person_path(person)), "ETag");
  ASSERT_EQ(change(person_path(person), {{"reachable", "dopo le 15"}}, version).status, 200);
  const auto stale = change(person_path(person), {{"name", "Luca Bianchi"}}, version);
  const auto current = told("POST /people/{id}", stale, 412);
  EXPECT_EQ(current.at("code"), "changed_meanwhile");
  EXPECT_EQ(current.at("current").at("reachable"), "dopo le 15");
  EXPECT_EQ(current.at("current").at("name"), "Luca") << "nothing of it was kept";
  const auto again = change(person_path(person), {{"name", "Luca Bianchi"}}, header(stale, "ETag"));
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(header(again, "ETag"), header(get(person_path(person)), "ETag"));
  EXPECT_EQ(post(person_path(person), {{"name", "L."}}).status, 200) << "whoever names no version takes any";
}

TEST_F(ConsoleCustomerChanges, ACompanySavedMeanwhileIsShown) {
  const auto company = add_company({{"name", "Rossi Srl"}});
  const auto path = "/api/v1/companies/" + company.at("id").dump();
  const auto version = header(get(path), "ETag");
  ASSERT_EQ(change(path, {{"mail_addresses", {{{"address", "@rossi.example"}}}}}, version).status, 200);
  const auto stale = change(path, {{"name", "Rossi Spa"}}, version);
  const auto current = told("POST /companies/{id}", stale, 412).at("current");
  EXPECT_EQ(current.at("mail_addresses").at(0).at("address"), "@rossi.example");
  EXPECT_EQ(change(path, {{"name", "Rossi Spa"}}, header(stale, "ETag")).status, 200);
  const auto person = add_person({{"name", "Sara"}, {"email", "sara@rossi.example"}, {"company", company.at("id")}});
  const auto linked = header(get(path), "ETag");
  EXPECT_EQ(post(path + "/people/" + person.at("id").dump() + "/remove").status, 204);
  EXPECT_EQ(header(get(path), "ETag"), linked) << "who writes for it is no change of its own";
}

TEST_F(ConsoleCustomerChanges, ACompanysMailAddressesAreThoseThatWereSent) {
  const auto company = add_company(
      {{"name", "Rossi Srl"}, {"mail_addresses", {{{"address", "@rossi.example"}}, {{"address", "ugo@rossi.example"}}}}});
  const auto path = "/api/v1/companies/" + company.at("id").dump();
  const auto changed = told("POST /companies/{id}", post(path, {{"mail_addresses", {{{"address", "@rossi.example"}}}}}), 200);
  EXPECT_EQ(changed.at("mail_addresses").size(), 1U);
  EXPECT_EQ(json_of(post(path, {{"mail_addresses", json::array()}})).at("mail_addresses").size(), 0U);
}

TEST_F(ConsoleCustomerChanges, ANumberOfSomebodyElseIsRefusedAndNothingIsKept) {
  add_person({{"name", "Luca"}, {"phone", "3405550101"}});
  const auto refused = post("/api/v1/people", {{"business", "leotron"}, {"name", "Sara"}, {"phone", "3405550101"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(detail(refused), HasSubstr("+393405550101"));
  EXPECT_EQ(json_of(refused).at("code"), "number_taken");
  EXPECT_EQ(json_of(refused).at("params"), (json{{"number", "+393405550101"}}));
  EXPECT_EQ(json_of(get("/api/v1/people?business=leotron&q=Sara")).at("people").size(), 0U);
}

TEST_F(ConsoleCustomerChanges, SaysWhatIsWrongWithAPerson) {
  const auto fault = [&](json body) {
    body["business"] = "leotron";
    const auto response = post("/api/v1/people", body);
    EXPECT_EQ(response.status, 400) << response.body;
    return detail(response);
  };
  EXPECT_THAT(fault({{"name", "Luca"}}), HasSubstr("needs a \"whatsapp\""));
  EXPECT_THAT(fault({{"phone", "abc"}}), HasSubstr("\"phone\" is no phone number"));
  EXPECT_THAT(fault({{"email", "luca"}}), HasSubstr("\"email\" is no e-mail address"));
  EXPECT_THAT(fault({{"phone", "3405550101"}, {"plan", "gold"}}), HasSubstr("\"plan\""));
  EXPECT_THAT(fault({{"phone", "3405550101"}, {"email_enabled", true}}), HasSubstr("\"email_enabled\" needs"));
  EXPECT_THAT(fault({{"phone", "3405550101"}, {"nickname", "Lu"}}), HasSubstr("\"nickname\" is not known"));
  EXPECT_EQ(post("/api/v1/people", {{"phone", "3405550101"}}).status, 400) << "two businesses: it must be said which";
}

TEST_F(ConsoleCustomerChanges, ACompanyKeepsItsContractsAndDevicesUntilTheyAreReplaced) {
  const auto company = add_company(
      {{"name", "Rossi Srl"},
       {"code", "C-7"},
       {"standing", "good"},
       {"licences", 3},
       {"contracts", {{{"plan", "standard"}, {"from", "2026-01-01"}, {"to", "2026-12-31"}}}},
       {"assets", {{{"name", "Stampante"}, {"serial", "S-1"}, {"purchased", "2026-02-28"}, {"extended", true}}}},
       {"mail_addresses", {{{"address", "@rossi.example"}}}}});
  const auto path = "/api/v1/companies/" + company.at("id").dump();
  const auto renamed = told("POST /companies/{id}", post(path, {{"name", "Rossi Spa"}}), 200);
  EXPECT_EQ(renamed.at("name"), "Rossi Spa");
  EXPECT_EQ(renamed.at("contracts"), company.at("contracts"));
  EXPECT_EQ(renamed.at("assets").at(0).at("serial"), "S-1");
  EXPECT_EQ(renamed.at("mail_addresses"), json::parse(R"([{"address": "@rossi.example", "enabled": true}])"));
  const auto changed = told("POST /companies/{id}", post(path, {{"contracts", json::array()}}), 200);
  EXPECT_EQ(changed.at("contracts").size(), 0U);
  const auto refused = post(path, {{"contracts", {{{"plan", "standard"}, {"from", "2026-02-01"}, {"to", "2026-01-01"}}}}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(detail(refused), HasSubstr("contracts[0]: \"to\" must not come before \"from\""));
  EXPECT_EQ(json_of(refused).at("code"), "field_ends_before");
  EXPECT_EQ(json_of(refused).at("params"), (json{{"field", "to"}, {"list", "contracts"}, {"row", "1"}}));
  EXPECT_EQ(post("/api/v1/companies", {{"business", "leotron"}, {"name", "ROSSI spa"}}).status, 409);
}

TEST_F(ConsoleCustomerChanges, PeopleJoinAndLeaveACompany) {
  const auto company = "/api/v1/companies/" + add_company({{"name", "Rossi Srl"}}).at("id").dump();
  const auto person = add_person({{"name", "Sara"}, {"email", "sara@rossi.example"}});
  EXPECT_EQ(post(company + "/people", {{"person", person.at("id")}}).status, 204);
  EXPECT_EQ(json_of(get(company)).at("people").size(), 1U);
  EXPECT_EQ(post(company + "/people/" + person.at("id").dump() + "/remove").status, 204);
  EXPECT_EQ(json_of(get(company)).at("people").size(), 0U);
  EXPECT_EQ(post(company + "/people", {{"person", 9999}}).status, 404);
}

TEST_F(ConsoleCustomerChanges, ThePreviewShowsWhatTheImportThenDoes) {
  const std::string csv = "company,plan,valid_to,name,phone\nRossi Srl,standard,2027-12-31,Anna,3331234567\n";
  const auto preview = told("POST /customers/import", import(csv, "true"), 200);
  EXPECT_EQ(preview.at("written"), false);
  EXPECT_EQ(json_of(get("/api/v1/companies?business=leotron&q=rossi")).at("companies").size(), 0U);
  const auto done = told("POST /customers/import", import(csv), 200);
  EXPECT_EQ(done.at("written"), true);
  EXPECT_EQ(done.at("changes"), preview.at("changes"));
  const auto contract = std::find_if(done.at("changes").begin(), done.at("changes").end(),
                                     [](const json& change) { return change.at("code") == "change_contract"; });
  ASSERT_NE(contract, done.at("changes").end());
  EXPECT_EQ(contract->at("params"), (json{{"company", "Rossi Srl"}, {"plan", "standard"}, {"to", "2027-12-31"}}));
  EXPECT_EQ(json_of(get("/api/v1/companies?business=leotron&q=rossi")).at("companies").size(), 1U);
  EXPECT_EQ(json_of(import(csv)).at("changes").size(), 0U) << "a second time changes nothing";
}

TEST_F(ConsoleCustomerChanges, EveryFaultyLineIsToldWithItsNumberAndNothingIsImported) {
  const std::string csv = "company,plan,phone\nRossi Srl,gold,\nVerdi Srl,standard,abc\nNeri Srl,standard,\n";
  const auto preview = told("POST /customers/import", import(csv, "true"), 200);
  ASSERT_EQ(preview.at("faults").size(), 2U);
  EXPECT_EQ(preview.at("faults").at(0).at("line"), 2);
  EXPECT_EQ(preview.at("faults").at(1).at("line"), 3);
  EXPECT_EQ(preview.at("faults").at(1).at("code"), "line_no_phone");
  EXPECT_EQ(preview.at("faults").at(1).at("params"), (json{{"column", "phone"}, {"cell", "abc"}}));
  const auto refused = import(csv);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json_of(refused).at("faults"), preview.at("faults"));
  EXPECT_EQ(json_of(get("/api/v1/companies?business=leotron&q=neri")).at("companies").size(), 0U);
}

TEST_F(ConsoleCustomerChanges, OneDecidesWhetherTwoPeopleAreOne) {
  const auto sara = add_person({{"name", "Sara"}, {"phone", "3405550101"}});
  const auto other = add_person({{"name", "Sara B."}, {"phone", "3405550102"}});
  const auto first = storage::PersonId{sara.at("id").get<std::int64_t>()};
  const auto second = storage::PersonId{other.at("id").get<std::int64_t>()};
  stage_.desk().write(
      [&](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        storage::identities_of(store).note_conflict({0, {"leotron"}, first, second, stage_.now(), {}});
        return {};
      },
      [](const flows::Result<void>& done) { EXPECT_TRUE(done); });
  const auto open = told("GET /conflicts", get("/api/v1/conflicts"), 200).at("conflicts");
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.at(0).at("customers").at(1).at("name"), "Sara B.");
  const auto path = "/api/v1/conflicts/" + open.at(0).at("id").dump() + "/settle";
  EXPECT_EQ(post(path, {{"outcome", "merged"}}).status, 400) << "who stays?";
  EXPECT_EQ(post(path, {{"outcome", "merged"}, {"into", 9999}}).status, 400);
  EXPECT_EQ(post(path, {{"outcome", "merged"}, {"into", first.value}}).status, 204);
  EXPECT_EQ(post(path, {{"outcome", "apart"}}).status, 409);
  EXPECT_EQ(json_of(get("/api/v1/conflicts")).at("conflicts").size(), 0U);
  EXPECT_EQ(post("/api/v1/conflicts/999/settle", {{"outcome", "apart"}}).status, 404);
}

TEST_F(ConsoleCustomerChanges, AnOperatorOfTheFirstLevelMayOnlyLook) {
  const auto session = sign_in();
  EXPECT_EQ(send(Method::Get, "/api/v1/people?business=leotron", "", as_page(session)).status, 200);
  for (const char* path : {"/api/v1/people", "/api/v1/companies", "/api/v1/customers/import"}) {
    EXPECT_EQ(send(Method::Post, path, "{}", as_page(session)).status, 403) << path;
  }
}

}  // namespace
}  // namespace sportello::webhooks
