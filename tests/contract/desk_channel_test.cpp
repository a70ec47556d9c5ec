// Which way the business's own messages take, on a real store: window, template, mail, a person by phone.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using State = webhooks::StatusUpdate::State;

using test::kAnna;

class DeskChannel : public testing::Test {
 protected:
  DeskChannel() {
    for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                             "sì", "questo numero", "anna@rossi.example", "INVIA"}) {
      bench_.say(kAnna, said);
    }
    code_ = bench_.tickets_of(kAnna, BusinessId{"leotron"}).front().code;
  }

  void know_templates(const std::string& status) {
    bench_.with([&](storage::Store& store) {
      for (const auto& [purpose, message] : bench_.desk().business_of(BusinessId{"leotron"})->templates) {
        for (const auto& language : message.languages) {
          store.templates().put(
              {BusinessId{"leotron"}, message.name, language, "7", status, "UTILITY", "GREEN", "", bench_.now});
        }
      }
    });
  }

  flows::Result<webhooks::ActionDone> act(webhooks::TicketVerb verb) {
    flows::Result<webhooks::ActionDone> done = webhooks::ActionDone{};
    bench_.with([&](storage::Store& store) {
      Afterwards after;
      done = bot::act(store, bench_.desk(), {code_, std::move(verb), "operator:Sara", {}}, bench_.now, after);
    });
    return done;
  }
  webhooks::Way reply(const std::string& text) { return act(webhooks::ReplyToCustomer{text, {}, {}})->way; }

  std::vector<storage::CallbackRow> calls() {
    std::vector<storage::CallbackRow> rows;
    bench_.with([&](storage::Store& store) { rows = store.callbacks().open(0, 100); });
    return rows;
  }

  /// WhatsApp refuses the newest outgoing message, after it had taken it.
  void refuse_newest(int code) {
    auto failed = bench_.status(bench_.outbox().back(), State::Failed);
    webhooks::GraphError error;
    error.code = code;
    std::get<webhooks::StatusUpdate>(failed.content).errors.push_back(error);
    bench_.deliver(failed);
    bench_.fire_due();
  }

  void template_news(const std::string& name, const std::string& event, const std::string& category = {}) {
    webhooks::Update update;
    update.key = "raw:" + name + event + category;
    update.raw = "{}";
    webhooks::AccountUpdate news;
    news.field = "message_template_status_update";
    news.what = webhooks::TemplateChange{"7", name, "it", event, "", "", category};
    update.content = std::move(news);
    bench_.deliver(update);
  }

  DeskBench bench_;
  std::string code_;
};

TEST_F(DeskChannel, WritesFreelyInsideTheWindow) {
  know_templates("APPROVED");
  EXPECT_EQ(reply("Provi adesso."), webhooks::Way::WhatsApp);
  EXPECT_EQ(bench_.outbox().back().text, "Provi adesso.");
}

TEST_F(DeskChannel, SendsTheTemplateADayLater) {
  know_templates("APPROVED");
  bench_.now += std::chrono::hours{25};
  EXPECT_EQ(reply("Provi adesso."), webhooks::Way::Template);
  const auto sent = bench_.outbox().back();
  const auto content = flows::parse_json(sent.content);
  const auto message = flows::outgoing_from_json(*content);
  const auto* filled = std::get_if<flows::TemplateMessage>(&message->content);
  ASSERT_NE(filled, nullptr);
  EXPECT_EQ(filled->parameters.at("code"), code_);
  EXPECT_EQ(filled->parameters.at("name"), "Anna Rossi");
  EXPECT_EQ(act(webhooks::ResolveTicket{"Aggiornato il programma.", {}})->way, webhooks::Way::Template);
  EXPECT_NE(bench_.outbox().back().text.find("Aggiornato il programma."), std::string::npos);
}

TEST_F(DeskChannel, LeavesItToAPersonWhenNoTemplateIsApproved) {
  know_templates("PAUSED");
  bench_.now += std::chrono::hours{25};
  const auto before = bench_.outbox().size();
  EXPECT_NE(reply("Provi adesso."), webhooks::Way::Template);
  EXPECT_EQ(bench_.outbox().size(), before);
}

TEST_F(DeskChannel, TakesTheNextWayOnceWhenMetaSaysTheWindowIsClosed) {
  know_templates("APPROVED");
  EXPECT_EQ(reply("Provi adesso."), webhooks::Way::WhatsApp);
  refuse_newest(131047);
  const auto again = bench_.outbox().back();
  EXPECT_NE(again.text.find("Provi adesso."), std::string::npos);
  EXPECT_NE(again.content.find("leotron_operator_reply"), std::string::npos);
  EXPECT_EQ(reply("E un'altra cosa."), webhooks::Way::Template) << "Meta wins over our own window";
  bench_.say(kAnna, "sì ora va");
  EXPECT_EQ(reply("Bene."), webhooks::Way::WhatsApp) << "the customer has opened the window again";
}

TEST_F(DeskChannel, DoesNotTryForEver) {
  know_templates("APPROVED");
  reply("Provi adesso.");
  refuse_newest(131047);
  const auto messages = bench_.outbox().size();
  refuse_newest(132015);
  EXPECT_EQ(bench_.outbox().size(), messages - 1) << "the template is not sent again";
  bench_.fire_due();
  bench_.with([&](storage::Store& store) {
    EXPECT_EQ(store.templates().find(BusinessId{"leotron"}, "leotron_operator_reply", "it")->status, "PAUSED");
  });
}

TEST_F(DeskChannel, HearsWhatMetaSaysOfATemplate) {
  know_templates("APPROVED");
  bench_.now += std::chrono::hours{25};
  template_news("leotron_operator_reply", "PAUSED");
  EXPECT_NE(reply("Provi adesso."), webhooks::Way::Template);
  template_news("leotron_operator_reply", "REINSTATED");
  EXPECT_EQ(reply("Provi adesso."), webhooks::Way::Template);
  template_news("leotron_operator_reply", "", "MARKETING");
  EXPECT_NE(reply("Provi ancora."), webhooks::Way::Template);
}

TEST_F(DeskChannel, ListsWhoAsksForAPersonWithoutATicket) {
  bench_.say("393337654321", "operatore");
  bench_.say("393337654321", "operatore");
  const auto waiting = calls();
  ASSERT_EQ(waiting.size(), 1U) << "once until somebody has seen to it";
  EXPECT_EQ(waiting.front().why, "asked");
  EXPECT_FALSE(waiting.front().ticket);
  bench_.with(
      [&](storage::Store& store) { store.callbacks().finish(waiting.front().id, bench_.now, "operator:Sara"); });
  bench_.say("393337654321", "operatore");
  EXPECT_EQ(calls().size(), 1U);
}

TEST_F(DeskChannel, ACallTakesTheTicketsEntriesOffTheList) {
  bench_.with([&](storage::Store& store) {
    auto person = store.people().find_by_alias(BusinessId{"leotron"}, storage::AliasKind::WaId, kAnna);
    person->email_enabled = false;
    store.people().update(*person);
  });
  bench_.now += std::chrono::hours{25};
  EXPECT_EQ(reply("Provi adesso."), webhooks::Way::Call);
  ASSERT_EQ(calls().size(), 1U);
  EXPECT_EQ(calls().front().text, "Provi adesso.");
  EXPECT_TRUE(act(webhooks::RecordCall{"Detto.", true}));
  EXPECT_TRUE(calls().empty());
}

}  // namespace
}  // namespace sportello::bot
