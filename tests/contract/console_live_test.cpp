#include "tests/contract/console_support.h"
#include "webhooks/console/live_updates.h"

namespace sportello::webhooks {
namespace {

DeskNews changed(const std::string& code) {
  return {.kind = DeskNews::Kind::TicketChanged, .ticket = code, .conversation = {}};
}

std::string written(const tests::CapturedReply& reply) {
  const auto stream = reply.stream();
  return stream ? stream->written() : "(no stream)";
}

/// The text of what a client that saw `last` gets at once.
std::string opened(LiveUpdates& live, std::optional<std::string_view> last = std::nullopt) {
  tests::CapturedReply reply;
  live.open(reply.replier(), last);
  return written(reply);
}

TEST(LiveUpdates, TellsEveryOpenPage) {
  LiveUpdates live("run");
  tests::CapturedReply first;
  tests::CapturedReply second;
  live.open(first.replier(), std::nullopt);
  live.open(second.replier(), std::nullopt);
  live.publish(changed("LEO-7K3M-Q"));
  const std::string event = "id: run.1\nevent: ticket_changed\ndata: {\"ticket\":\"LEO-7K3M-Q\"}\n\n";
  EXPECT_NE(written(first).find(event), std::string::npos) << written(first);
  EXPECT_NE(written(second).find(event), std::string::npos);
}

TEST(LiveUpdates, TellsANewPageWhereItStands) {
  LiveUpdates live("run");
  live.publish(changed("a"));
  EXPECT_EQ(opened(live), "id: run.1\nevent: hello\ndata: {}\n\n");
}

TEST(LiveUpdates, ResumesAfterTheLastEventSeen) {
  LiveUpdates live("run");
  for (const auto* code : {"a", "b", "c"}) live.publish(changed(code));
  const auto missed = opened(live, "run.1");
  EXPECT_EQ(missed.find("{\"ticket\":\"a\"}"), std::string::npos);
  EXPECT_LT(missed.find("{\"ticket\":\"b\"}"), missed.find("{\"ticket\":\"c\"}"));
  EXPECT_EQ(missed.find("reset"), std::string::npos);
}

TEST(LiveUpdates, AsksForANewStartWhenEventsAreForgotten) {
  LiveUpdates live("run", 2);
  for (const auto* code : {"a", "b", "c", "d"}) live.publish(changed(code));
  EXPECT_NE(opened(live, "run.1").find("event: reset"), std::string::npos);
  EXPECT_EQ(opened(live, "run.2").find("event: reset"), std::string::npos);
}

TEST(LiveUpdates, AsksForANewStartAfterAnotherRun) {
  LiveUpdates live("run");
  live.publish(changed("a"));
  for (const auto* id : {"other.1", "run.", "run.9", "run.x", "run", "", "run.1x"})
    EXPECT_NE(opened(live, id).find("event: reset"), std::string::npos) << id;
  EXPECT_EQ(opened(live, "run.1").find("event: reset"), std::string::npos);
}

TEST(LiveUpdates, ForgetsPagesThatAreGone) {
  LiveUpdates live("run");
  tests::CapturedReply reply;
  live.open(reply.replier(), std::nullopt);
  reply.stream()->close();
  const auto before = written(reply);
  live.publish(changed("a"));
  EXPECT_EQ(written(reply), before);
}

TEST(LiveUpdates, EndsTheStreamsAtTheEnd) {
  LiveUpdates live("run");
  tests::CapturedReply reply;
  live.open(reply.replier(), std::nullopt);
  live.close();
  EXPECT_TRUE(reply.stream()->closed());
}

class ConsoleLive : public ConsoleContract {};

TEST_F(ConsoleLive, StreamsWhatTheDeskTells) {
  Request request;
  request.path = "/api/v1/events";
  request.headers = as_program();
  tests::CapturedReply reply;
  router_->dispatch(std::move(request), reply.replier());
  const auto head = reply.response();
  EXPECT_EQ(header(head, "Content-Type"), "text/event-stream");
  EXPECT_EQ(header(head, "X-Accel-Buffering"), "no");
  stage_.desk().receive(stage_.code(6), "ci siete?");
  EXPECT_NE(written(reply).find("event: message_arrived\ndata: {"), std::string::npos) << written(reply);
  console_->close();
  EXPECT_TRUE(reply.stream()->closed());
}

}  // namespace
}  // namespace sportello::webhooks
