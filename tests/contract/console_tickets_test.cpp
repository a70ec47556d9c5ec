#include <algorithm>

#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using ConsoleTickets = ConsoleContract;
using nlohmann::json;

std::vector<std::string> codes_of(const json& page) {
  std::vector<std::string> codes;
  for (const auto& ticket : page.at("tickets")) codes.push_back(ticket.at("code"));
  return codes;
}

TEST_F(ConsoleTickets, ListsTheNewestFirst) {
  const auto response = get("/api/v1/tickets");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(faults("GET /tickets", response), "");
  EXPECT_EQ(codes_of(json_of(response)), (std::vector{stage_.code(6), stage_.code(5), stage_.code(4), stage_.code(3),
                                                      stage_.code(2), stage_.code(1)}));
  EXPECT_TRUE(json_of(response).at("next").is_null());
}

TEST_F(ConsoleTickets, ShowsWhatAListNeeds) {
  const auto ticket = json_of(get("/api/v1/tickets")).at("tickets").at(0);
  EXPECT_EQ(ticket.at("business"), "leotron");
  EXPECT_EQ(ticket.at("status"), "registered");
  EXPECT_EQ(ticket.at("priority"), 1);
  EXPECT_EQ(ticket.at("flags"), json::array({"blocking"}));
  EXPECT_EQ(ticket.at("unread"), 2);
  EXPECT_EQ(ticket.at("created_at"), "2026-11-23T08:52:00Z");
  EXPECT_EQ(ticket.at("customer").at("name"), "Ada Rossi");
  EXPECT_EQ(ticket.at("customer").at("whatsapp"), "+393401110011");
  EXPECT_EQ(ticket.at("customer").at("phone"), "+390450000111");
}

TEST_F(ConsoleTickets, ShowsAnswersAsTheyWereGiven) {
  const auto answers = json_of(get("/api/v1/tickets")).at("tickets").at(0).at("answers");
  EXPECT_EQ(answers.at("company"), "Mercatino di Verona Sud");
  EXPECT_EQ(answers.at("category"), "Stampanti e periferiche");
  const auto items = json_of(get(ticket_path(4))).at("answers").at("more");
  EXPECT_EQ(items, json::array({"Cambiare la foto in home.", "Togliere il numero di fax dal piè di pagina."}));
}

TEST_F(ConsoleTickets, PagesWithACursor) {
  const auto first = json_of(get("/api/v1/tickets?limit=4"));
  EXPECT_EQ(first.at("tickets").size(), 4U);
  const auto second = json_of(get("/api/v1/tickets?limit=4&cursor=" + first.at("next").get<std::string>()));
  EXPECT_EQ(codes_of(second), (std::vector{stage_.code(2), stage_.code(1)}));
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_F(ConsoleTickets, FiltersByStatusBusinessAssigneeAndWords) {
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?status=resolved,closed"))),
            (std::vector{stage_.code(2), stage_.code(1)}));
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?status=resolved&status=closed"))),
            (std::vector{stage_.code(2), stage_.code(1)}));
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?business=kzweb&status=registered"))), (std::vector{stage_.code(4)}));
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?assignee=Luca%20Conti"))), (std::vector{stage_.code(2)}));
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?q=partita+iva"))), (std::vector{stage_.code(3)}));
  EXPECT_EQ(codes_of(json_of(get("/api/v1/tickets?q=" + stage_.code(5)))), (std::vector{stage_.code(5)}));
}

TEST_F(ConsoleTickets, RefusesWhatItDoesNotUnderstand) {
  for (const auto* query : {"status=open", "status=taken,lost", "limit=0", "limit=201", "limit=ten", "cursor=guess"}) {
    const auto response = get(std::string("/api/v1/tickets?") + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json") << query;
    EXPECT_EQ(faults("GET /tickets", response), "") << query;
  }
}

TEST_F(ConsoleTickets, ShowsATicketWhole) {
  const auto response = get(ticket_path(6));
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(faults("GET /tickets/{code}", response), "");
  const auto ticket = json_of(response);
  EXPECT_EQ(ticket.at("form").at(0).at("label").at("it"), "Problema");
  EXPECT_EQ(ticket.at("events").at(0).at("what"), "opened");
  EXPECT_EQ(ticket.at("attachments").size(), 2U);
  EXPECT_EQ(ticket.at("messages").size(), 17U);
  EXPECT_EQ(ticket.at("window").at("open"), true);
  EXPECT_EQ(ticket.at("window").at("until"), "2026-11-24T09:09:00Z");
  EXPECT_TRUE(ticket.at("previous").is_null());
}

TEST_F(ConsoleTickets, EveryTicketIsAsDescribed) {
  for (std::size_t ticket = 1; ticket <= 6; ++ticket)
    EXPECT_EQ(faults("GET /tickets/{code}", get(ticket_path(ticket))), "") << ticket;
}

TEST_F(ConsoleTickets, KeepsTheFormsOrder) {
  std::vector<std::string> fields;
  const auto ticket = json_of(get(ticket_path(6)));
  for (const auto& line : ticket.at("form")) fields.push_back(line.at("id"));
  EXPECT_EQ(fields, (std::vector<std::string>{"problem", "company", "name", "product", "category", "peripheral_works",
                                              "backup", "phone", "email"}));
}

TEST_F(ConsoleTickets, ShowsAConversationLineByLine) {
  const auto messages = json_of(get(ticket_path(6))).at("messages");
  const auto& question = messages.at(3);
  EXPECT_EQ(question.at("direction"), "out");
  EXPECT_EQ(question.at("state"), "read");
  EXPECT_EQ(question.at("author"), "bot");
  EXPECT_EQ(question.at("choices"), json::array({"Sì, giusti", "Da correggere"}));
  EXPECT_EQ(question.at("text").get<std::string>().find("Da correggere"), std::string::npos);
  const auto& voice = messages.at(6);
  EXPECT_EQ(voice.at("kind"), "voice");
  EXPECT_EQ(voice.at("attachment").at("kind"), "voice");
  const auto& quoting = messages.at(15);
  EXPECT_EQ(quoting.at("quotes"), messages.at(14).at("wamid"));
  EXPECT_EQ(messages.at(16).at("location").at("name"), "Mercatino di Verona Sud");
  EXPECT_EQ(messages.at(0).at("of_this_ticket"), false);
  EXPECT_EQ(messages.at(1).at("of_this_ticket"), false) << "the answer to a question that led to no ticket";
  EXPECT_EQ(messages.at(2).at("of_this_ticket"), true);
  EXPECT_EQ(messages.at(3).at("of_this_ticket"), true) << "a question of the form, asked before there was a ticket";
}

TEST_F(ConsoleTickets, SaysWhyAMessageFailed) {
  const auto messages = json_of(get(ticket_path(3))).at("messages");
  const auto& failed = messages.at(3);
  EXPECT_EQ(failed.at("state"), "failed");
  EXPECT_EQ(failed.at("error_code"), 131047);
  EXPECT_FALSE(failed.at("error").get<std::string>().empty());
}

TEST_F(ConsoleTickets, KnowsTheOlderTicketsOfThePerson) {
  const auto ticket = json_of(get(ticket_path(3)));
  EXPECT_EQ(ticket.at("previous"), stage_.code(1));
  ASSERT_EQ(ticket.at("history").size(), 1U);
  EXPECT_EQ(ticket.at("history").at(0).at("code"), stage_.code(1));
  EXPECT_EQ(ticket.at("history").at(0).at("status"), "closed");
}

TEST_F(ConsoleTickets, SaysWhatMayBeDone) {
  const auto may = [&](std::size_t ticket, const char* verb) {
    const auto actions = json_of(get(ticket_path(ticket))).at("actions");
    return std::find(actions.begin(), actions.end(), verb) != actions.end();
  };
  EXPECT_TRUE(may(6, "take"));
  EXPECT_FALSE(may(6, "reopen"));
  EXPECT_TRUE(may(2, "reopen")) << "a resolved ticket";
  EXPECT_FALSE(may(2, "resolve"));
  EXPECT_FALSE(may(1, "close")) << "a closed ticket";
  EXPECT_TRUE(may(1, "note"));
}

TEST_F(ConsoleTickets, SaysThatTheWindowIsClosed) {
  EXPECT_EQ(json_of(get(ticket_path(3))).at("window").at("open"), false);
}

TEST_F(ConsoleTickets, ShowsAPersonWithoutANumber) {
  const auto customer = json_of(get(ticket_path(4))).at("customer");
  EXPECT_TRUE(customer.at("phone").is_null());
  EXPECT_TRUE(customer.at("whatsapp").is_null());
  EXPECT_EQ(customer.at("bsuid"), "IT.1029384756");
}

TEST_F(ConsoleTickets, KnowsNoOtherTicket) {
  const auto response = get("/api/v1/tickets/LEO-0000-0");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(faults("GET /tickets/{code}", response), "");
}

}  // namespace
}  // namespace sportello::webhooks
