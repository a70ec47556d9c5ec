// The sender with its threads, on a real store and against a Graph API that is a function of the call.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>

#include "bot/channel_watch.h"
#include "bot/desk_service.h"
#include "bot/sender.h"
#include "flows/core/json.h"
#include "flows/wording/message.h"
#include "storage/mail.h"
#include "tests/support/desk_bench.h"
#include "tests/support/profiles.h"

namespace sportello::bot {
namespace {

using flows::PhoneNumberId;
using nlohmann::json;
using std::chrono::seconds;

/// What Graph answers to a message, told by its JSON body and the URL it went to.
using Graph = std::function<flows::Result<webhooks::Reply>(const std::string& url, const json& message)>;

webhooks::Reply accepted(const std::string& id) {
  return {200, {}, flows::print_json({{"messages", {{{"id", id}}}}})};
}
webhooks::Reply refused(int code) {
  return {400, {}, flows::print_json({{"error", {{"code", code}, {"message", "no"}}}})};
}

class FunctionClient : public webhooks::Client {
 public:
  explicit FunctionClient(const Graph& graph) : graph_(graph) {}
  flows::Result<webhooks::Reply> send(const webhooks::Call& call, std::chrono::milliseconds) override {
    return graph_(call.url, *flows::parse_json(call.body));
  }
  flows::Result<webhooks::Download> download(const webhooks::Call&, const webhooks::Sink&, std::uint64_t,
                                             std::chrono::milliseconds) override {
    return flows::fail(flows::Errc::Unavailable, "no media here");
  }

 private:
  const Graph& graph_;
};

class FunctionGraph : public webhooks::GraphClient {
 public:
  explicit FunctionGraph(std::unique_ptr<FunctionClient> http)
      : GraphClient(*http, {.base_url = "http://graph/v26.0", .token = flows::Secret("t")}), http_(std::move(http)) {}

 private:
  std::unique_ptr<FunctionClient> http_;
};

class SenderStage {
 public:
  explicit SenderStage(Graph graph) : graph_(std::move(graph)) {
    storage::StoreOptions where;
    where.url = "sqlite::memory:";
    where.now = clock_.now();
    commits_ = storage::start_commit_loop(storage::open_store(where), {}, {});
  }
  ~SenderStage() {
    if (sender_) sender_->stop();
    commits_->stop();
  }

  SenderOptions options{.threads = 4, .pace_per_second = 1000, .uncertain = seconds{600}, .probe = seconds{600}};

  void start() {
    const auto clients = [this] { return std::make_unique<FunctionGraph>(std::make_unique<FunctionClient>(graph_)); };
    const auto no_media = [](const std::string&) { return flows::fail(flows::Errc::NotFound, "no media here"); };
    sender_ = std::make_unique<Sender>(*commits_, clock_, clients, options, no_media, [](const Afterwards&) {});
    sender_->start();
  }
  void wake() { sender_->wake(); }
  void stop() { sender_->stop(); }

  /// `count` messages of the number to one customer, each in its place.
  void enqueue(const PhoneNumberId& number, const std::string& to, int count, const std::string& state = "queued") {
    with([&](storage::Store& store) {
      storage::PersonRow person;
      person.business = flows::BusinessId{"leotron"};
      storage::ConversationRow conversation;
      conversation.person = store.people().create(person);
      conversation.business = person.business;
      conversation.number = number;
      conversation.id = store.conversations().create(conversation);
      for (int i = 0; i < count; ++i) {
        storage::OutboxRow row;
        row.conversation = conversation.id;
        row.number = number;
        row.to_wa_id = to;
        row.content = flows::print_json(to_json(flows::OutgoingMessage{flows::TextMessage{"ciao"}, {}, {}}));
        row.cause = number.value + ":" + to + "#" + std::to_string(i);
        row.callback = row.cause;
        row.state = state;
        row.author = "bot";
        row.created_at = row.not_before = clock_.now();
        store.outbox().add(row);
      }
    });
  }

  std::vector<storage::OutboxRow> in_state(std::string_view state) {
    std::vector<storage::OutboxRow> rows;
    with([&](storage::Store& store) { rows = store.outbox().in_state(state, 0, 1000); });
    return rows;
  }
  void with(const std::function<void(storage::Store&)>& work) { commits_->run_and_wait(work); }
  /// Turns of the commit loop go by until it is so.
  void until(const std::function<bool()>& condition) {
    while (!condition()) with([](storage::Store&) {});
  }
  storage::CommitLoop& commits() { return *commits_; }
  Clock& clock() { return clock_; }
  Sender& sender() { return *sender_; }

 private:
  Graph graph_;
  Clock clock_;
  std::unique_ptr<storage::CommitLoop> commits_;
  std::unique_ptr<Sender> sender_;
};

const PhoneNumberId kBusy{"100"};
const PhoneNumberId kQuiet{"200"};

TEST(Outbox, TheBacklogOfOneNumberHoldsUpNoOther) {
  std::atomic<int> quiet = 0;
  SenderStage stage([&](const std::string& url, const json&) -> flows::Result<webhooks::Reply> {
    if (url.find("/200/") != std::string::npos) ++quiet;
    return accepted("wamid." + url);
  });
  for (int i = 0; i < 100; ++i) stage.enqueue(kBusy, "39340" + std::to_string(i), 1);
  stage.enqueue(kQuiet, "39341", 1);
  stage.options.pace_per_second = 1;
  stage.start();
  stage.until([&] { return quiet == 1; });
  EXPECT_GT(stage.in_state("queued").size(), 90U) << "the quiet number did not wait for the busy one";
}

TEST(Outbox, ARefusedNumberStopsNoOtherAndKeepsItsQueue) {
  SenderStage stage([](const std::string& url, const json&) -> flows::Result<webhooks::Reply> {
    if (url.find("/100/") != std::string::npos) return refused(133010);
    return accepted("wamid.1");
  });
  stage.enqueue(kBusy, "39340", 3);
  stage.start();
  stage.until([&] { return stage.sender().trouble().has_value(); });
  EXPECT_EQ(stage.sender().trouble()->code, 133010);
  stage.enqueue(kQuiet, "39341", 1);
  stage.wake();
  stage.until([&] { return stage.in_state("sent").size() == 1; });
  EXPECT_EQ(stage.in_state("queued").size(), 3U);
  EXPECT_TRUE(stage.in_state("failed").empty());
}

TEST(Outbox, OneCustomerGetsFortyFiveAtOnceAndTheRestInTime) {
  std::atomic<int> sent = 0;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    return accepted("wamid." + std::to_string(++sent));
  });
  stage.enqueue(kBusy, "39340", 47);
  stage.enqueue(kBusy, "39341", 1);
  stage.start();
  const auto made_to_wait = [&] {
    const auto queued = stage.in_state("queued");
    return !queued.empty() && queued.front().not_before > queued.front().created_at;
  };
  stage.until([&] { return sent >= 46 && made_to_wait(); });
  stage.stop();
  EXPECT_LE(sent, 47) << "another one only if six seconds have gone by";
  EXPECT_GE(stage.in_state("queued").size(), 1U);
}

TEST(Invariant4, WhatWasInFlightAtACrashIsNotSentAgainByItself) {
  std::atomic<int> sent = 0;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    return accepted("wamid." + std::to_string(++sent));
  });
  stage.enqueue(kBusy, "39340", 1, "in_flight");
  stage.enqueue(kBusy, "39341", 1);
  stage.start();
  stage.until([&] { return stage.in_state("sent").size() == 1; });
  stage.stop();
  EXPECT_EQ(sent, 1);
  const auto waiting = stage.in_state("uncertain");
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_GT(waiting.front().not_before, waiting.front().created_at) << "it waits for its status";
}

TEST(Invariant4, ASendWithoutAnAnswerIsNotRepeatedByItself) {
  std::atomic<int> sent = 0;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    ++sent;
    return flows::fail(flows::Errc::OutcomeUnknown, "the connection was reset");
  });
  stage.enqueue(kBusy, "39340", 2);
  stage.start();
  stage.until([&] { return stage.in_state("uncertain").size() == 1; });
  stage.stop();
  EXPECT_EQ(sent, 1) << "neither it nor what comes after it in the conversation";
  EXPECT_EQ(stage.in_state("queued").size(), 1U);
}

TEST(Invariant4, NoMoreIsInFlightThanIsOnItsWay) {
  std::mutex mutex;
  std::condition_variable bell;
  int at_graph = 0;
  bool open = false;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    std::unique_lock lock(mutex);
    ++at_graph;
    bell.notify_all();
    bell.wait(lock, [&] { return open; });
    return accepted("wamid." + std::to_string(at_graph));
  });
  for (int i = 0; i < 40; ++i) stage.enqueue(kBusy, "39340" + std::to_string(i), 1);
  stage.start();
  {
    std::unique_lock lock(mutex);
    bell.wait(lock, [&] { return at_graph == stage.options.threads; });
  }
  EXPECT_EQ(stage.in_state("in_flight").size(), static_cast<std::size_t>(stage.options.threads))
      << "after a kill each of them has a status to come";
  {
    const std::lock_guard lock(mutex);
    open = true;
  }
  bell.notify_all();
  stage.until([&] { return stage.in_state("sent").size() == 40; });
}

TEST(Invariant4, EveryMessageCarriesItsOwnIdAndIsRecordedWithItsAnswer) {
  std::mutex mutex;
  std::vector<std::string> callbacks;
  SenderStage stage([&](const std::string&, const json& message) -> flows::Result<webhooks::Reply> {
    const std::lock_guard lock(mutex);
    callbacks.push_back(message.at("biz_opaque_callback_data"));
    return accepted("wamid." + callbacks.back());
  });
  stage.enqueue(kBusy, "39340", 3);
  stage.start();
  stage.until([&] { return stage.in_state("sent").size() == 3; });
  stage.stop();
  EXPECT_EQ(callbacks, (std::vector<std::string>{"100:39340#0", "100:39340#1", "100:39340#2"}));
  for (const auto& row : stage.in_state("sent")) EXPECT_EQ(row.wamid->value, "wamid." + row.callback);
}

TEST(SenderThreads, KeepThePaceOfTheNumbers) {
  EXPECT_EQ(threads_for(80, 1), 20);
  EXPECT_EQ(threads_for(20, 2), 16) << "a few are always there";
  EXPECT_EQ(threads_for(80, 5), 100);
  EXPECT_EQ(threads_for(1000, 1), 250) << "a number after Meta's upgrade";
  EXPECT_EQ(threads_for(1000, 40), 256);
}

TEST(ChannelWatch, MailsTheTeamOnceThatNothingLeavesAndOnceThatItLeavesAgain) {
  std::atomic<bool> good_token = false;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    return good_token ? accepted("wamid.1") : refused(190);
  });
  stage.options.probe = seconds{1};
  stage.enqueue(kBusy, "39340", 1);
  stage.start();

  MailSettings mail;
  mail.from = "desk@leotron.example";
  mail.operators = {"anna@leotron.example"};
  DeskOptions mailing;
  mailing.mail = mail;
  const Desk desk({{kBusy, std::make_shared<const flows::Business>(test::load_shipped("leotron"))}}, mailing);
  ChannelWatchOptions often;
  often.look = seconds{0};
  ChannelWatch watch(stage.commits(), stage.clock(), desk, stage.sender(), {}, [](const Afterwards&) {}, often);
  watch.start();
  const auto mails = [&] {
    std::vector<storage::MailRow> rows;
    stage.with([&](storage::Store& store) { rows = store.mail().in_state("queued", 0, 10); });
    return rows;
  };
  stage.until([&] { return mails().size() == 1; });
  EXPECT_EQ(mails().front().recipient, "anna@leotron.example");
  EXPECT_EQ(mails().front().subject, "[Sportello] Il canale WhatsApp non invia");
  EXPECT_NE(mails().front().body.find("codice 190"), std::string::npos) << mails().front().body;
  ASSERT_EQ(watch.concerns().size(), 1U);
  EXPECT_EQ(watch.concerns().front().id, "sending");

  good_token = true;
  stage.wake();
  stage.until([&] { return mails().size() == 2; });
  EXPECT_EQ(mails().back().subject, "[Sportello] Il canale WhatsApp invia di nuovo");
  watch.stop();
  stage.stop();
  EXPECT_TRUE(watch.concerns().empty());
}

TEST(ChannelWatch, CallsAClockThatWasMovedNoSilence) {
  SenderStage stage([](const std::string&, const json&) { return accepted("wamid.1"); });
  stage.enqueue(kBusy, "39340", 1);
  stage.start();
  stage.until([&] { return stage.in_state("sent").size() == 1; });
  stage.stop();
  const Desk desk({{kBusy, std::make_shared<const flows::Business>(test::load_shipped("leotron"))}}, {});
  ChannelWatchOptions often;
  often.look = often.ask_first = often.ask = seconds{0};
  for (const bool moved : {false, true}) {
    Clock clock;
    clock.set(stage.clock().now());
    std::atomic<int> asked = 0;
    const auto ask = [&] {
      ++asked;
      return MetaFacts{};
    };
    ChannelWatch watch(stage.commits(), clock, desk, stage.sender(), ask, [](const Afterwards&) {}, often);
    // Moved by hand or passed: the message is two hours old.
    clock.set(clock.now() + std::chrono::hours{2});
    if (moved) watch.clock_moved();
    watch.start();
    // Between two questions to Meta the watch looks once.
    stage.until([&] { return asked >= 2; });
    watch.stop();
    EXPECT_EQ(watch.concerns().empty(), moved);
  }
}

TEST(Outbox, ACustomerWhoStoppedMessagesIsRemembered) {
  SenderStage stage([](const std::string&, const json&) -> flows::Result<webhooks::Reply> { return refused(131050); });
  stage.enqueue(kBusy, "39340", 1);
  stage.start();
  stage.until([&] { return stage.in_state("failed").size() == 1; });
  stage.with([](storage::Store& store) { EXPECT_TRUE(store.people().find(flows::PersonId{1})->opted_out); });
}

TEST(DeadLetter, IsSentAgainOnceWhenSomebodyAsks) {
  std::atomic<bool> reachable = false;
  std::atomic<int> sent = 0;
  SenderStage stage([&](const std::string&, const json&) -> flows::Result<webhooks::Reply> {
    ++sent;
    return reachable ? accepted("wamid.2") : refused(131026);
  });
  stage.enqueue(kBusy, "39340", 1);
  stage.start();
  stage.until([&] { return stage.in_state("failed").size() == 1; });
  const auto dead = stage.in_state("failed").front();
  EXPECT_EQ(dead.error_code, 131026);

  reachable = true;
  Desk desk({}, {});
  DeskService service(stage.commits(), stage.clock(), desk, [&](const Afterwards& after) {
    if (after.outgoing) stage.wake();
  });
  const auto resend = [&] {
    std::optional<flows::Result<void>> result;
    service.resend(dead.id, "operator:Anna", [&](flows::Result<void> done) { result = std::move(done); });
    stage.with([](storage::Store&) {});
    return *result;
  };
  EXPECT_TRUE(resend());
  EXPECT_FALSE(resend()) << "a second press of the button sends nothing";
  stage.until([&] { return stage.in_state("sent").size() == 1; });
  stage.stop();
  EXPECT_EQ(sent, 2);
  EXPECT_EQ(stage.in_state("sent").front().author, "operator:Anna");
  EXPECT_EQ(stage.in_state("failed").front().error_code, 131026) << "the first one keeps its reason";
}

}  // namespace
}  // namespace sportello::bot
