#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;

class TicketsContract : public StorageContract {
 protected:
  TicketsContract() : person_(add_person()), conversation_(add_conversation(person_)) {}

  TicketRow full_ticket(const std::string& code) {
    TicketRow ticket;
    ticket.code = code;
    ticket.business = BusinessId{"leotron"};
    ticket.person = person_;
    ticket.conversation = conversation_;
    ticket.status = "resolved";
    ticket.priority = 1;
    ticket.answers = R"({"problem":"la cassa è ferma"})";
    ticket.summary = "la cassa è ferma";
    ticket.flags = "blocking to_verify";
    ticket.channel = "whatsapp";
    ticket.assignee = "operator:Ada";
    ticket.rules_version = "7";
    ticket.consent = R"({"wording":"v1"})";
    ticket.previous = add_ticket(person_, conversation_, code + "-P");
    ticket.created_at = kNow;
    ticket.updated_at = kNow + kMinute;
    ticket.taken_at = kNow + 2 * kMinute;
    ticket.resolved_at = kNow + 3 * kMinute;
    ticket.deadline = kNow + 4 * kMinute;
    ticket.closed_at = kNow + 5 * kMinute;
    return ticket;
  }

  AttachmentRow attachment(std::optional<TicketId> ticket = std::nullopt) {
    AttachmentRow row;
    row.conversation = conversation_;
    row.ticket = ticket;
    row.message = Wamid{"wamid.1"};
    row.kind = "voice";
    row.state = "waiting";
    row.created_at = kNow;
    return row;
  }

  PersonId person_;
  ConversationId conversation_;
};
INSTANTIATE_TEST_SUITE_P(Storage, TicketsContract, testing::ValuesIn(backends()), backend_name);

void expect_same(const TicketRow& a, const TicketRow& b) {
  EXPECT_EQ(a.code, b.code);
  EXPECT_EQ(a.business, b.business);
  EXPECT_EQ(a.person, b.person);
  EXPECT_EQ(a.conversation, b.conversation);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.priority, b.priority);
  EXPECT_EQ(a.answers, b.answers);
  EXPECT_EQ(a.summary, b.summary);
  EXPECT_EQ(a.flags, b.flags);
  EXPECT_EQ(a.channel, b.channel);
  EXPECT_EQ(a.assignee, b.assignee);
  EXPECT_EQ(a.rules_version, b.rules_version);
  EXPECT_EQ(a.consent, b.consent);
  EXPECT_EQ(a.previous, b.previous);
  EXPECT_EQ(a.created_at, b.created_at);
  EXPECT_EQ(a.updated_at, b.updated_at);
  EXPECT_EQ(a.taken_at, b.taken_at);
  EXPECT_EQ(a.resolved_at, b.resolved_at);
  EXPECT_EQ(a.deadline, b.deadline);
  EXPECT_EQ(a.closed_at, b.closed_at);
}

TEST_P(TicketsContract, KeepsEveryField) {
  const TicketRow ticket = full_ticket("LEO-1");
  const auto id = store_->tickets().create(ticket);
  ASSERT_TRUE(id);
  expect_same(*store_->tickets().find(*id), ticket);
  EXPECT_EQ(store_->tickets().find_by_code("LEO-1")->id, *id);
  EXPECT_FALSE(store_->tickets().find_by_code("LEO-9"));
}

TEST_P(TicketsContract, ChangesEveryFieldThatMayChange) {
  const TicketId id = add_ticket(person_, conversation_, "LEO-1");
  TicketRow changed = full_ticket("LEO-1");
  changed.id = id;
  store_->tickets().update(changed);
  expect_same(*store_->tickets().find(id), changed);
}

TEST_P(TicketsContract, GivesACodeOnce) {
  add_ticket(person_, conversation_, "LEO-1");
  const auto again = store_->tickets().create(full_ticket("LEO-1"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::Conflict);
}

TEST_P(TicketsContract, RefusesAStatusNobodyKnows) {
  TicketRow ticket = full_ticket("LEO-1");
  ticket.status = "lost";
  EXPECT_THROW(static_cast<void>(store_->tickets().create(ticket)), std::runtime_error);
}

TEST_P(TicketsContract, CountsForEachBusinessAndNeverTwice) {
  const BusinessId leotron{"leotron"};
  EXPECT_EQ(store_->tickets().next_number(leotron), 1);
  EXPECT_EQ(store_->tickets().next_number(leotron), 2);
  EXPECT_EQ(store_->tickets().next_number(BusinessId{"kzweb"}), 1);
  commit();
  reopen();
  EXPECT_EQ(store_->tickets().next_number(leotron), 3);
}

TEST_P(TicketsContract, ListsThoseOfAPersonNewestFirst) {
  add_ticket(person_, conversation_, "LEO-1");
  const TicketId second = add_ticket(person_, conversation_, "LEO-2");
  const TicketId third = add_ticket(person_, conversation_, "LEO-3");
  const PersonId other = add_person();
  add_ticket(other, add_conversation(other), "LEO-4");
  const auto rows = store_->tickets().of_person(person_, 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].id, third);
  EXPECT_EQ(rows[1].id, second);
}

TEST_P(TicketsContract, RemembersWhoDidWhatInOrder) {
  const TicketId id = add_ticket(person_, conversation_, "LEO-1");
  const TicketId other = add_ticket(person_, conversation_, "LEO-2");
  store_->tickets().add_event({.ticket = id, .at = kNow, .who = "customer", .what = "opened", .data = "{}"});
  store_->tickets().add_event({.ticket = other, .at = kNow, .who = "bot", .what = "opened", .data = "{}"});
  store_->tickets().add_event({.ticket = id, .at = kNow, .who = "operator:Ada", .what = "note", .data = R"({"a":1})"});
  const auto events = store_->tickets().events(id);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].what, "opened");
  EXPECT_EQ(events[1].who, "operator:Ada");
  EXPECT_EQ(events[1].data, R"({"a":1})");
  EXPECT_EQ(events[1].at, kNow);
  EXPECT_EQ(events[1].ticket, id);
}

TEST_P(TicketsContract, KeepsAndChangesEveryFieldOfAnAttachment) {
  AttachmentRow row = attachment();
  row.id = store_->attachments().add(row);
  row.ticket = add_ticket(person_, conversation_, "LEO-1");
  row.media_id = "77";
  row.url = "https://lookaside.example/1";
  row.mime = "audio/ogg; codecs=opus";
  row.filename = "nota.ogg";
  row.sha256 = "ab12";
  row.size = 5'000'000'000;
  row.state = "failed";
  row.error = "gone";
  row.attempts = 3;
  row.next_attempt_at = kNow + kMinute;
  store_->attachments().update(row);

  const auto found = store_->attachments().find(row.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->conversation, row.conversation);
  EXPECT_EQ(found->ticket, row.ticket);
  EXPECT_EQ(found->message, row.message);
  EXPECT_EQ(found->kind, row.kind);
  EXPECT_EQ(found->media_id, row.media_id);
  EXPECT_EQ(found->url, row.url);
  EXPECT_EQ(found->mime, row.mime);
  EXPECT_EQ(found->filename, row.filename);
  EXPECT_EQ(found->sha256, row.sha256);
  EXPECT_EQ(found->size, row.size);
  EXPECT_EQ(found->state, row.state);
  EXPECT_EQ(found->error, row.error);
  EXPECT_EQ(found->attempts, row.attempts);
  EXPECT_EQ(found->created_at, row.created_at);
  EXPECT_EQ(found->next_attempt_at, row.next_attempt_at);
}

TEST_P(TicketsContract, GivesWaitingAttachmentsWhenTheirTimeHasCome) {
  const auto add = [&](std::optional<Instant> next, const char* state) {
    AttachmentRow row = attachment();
    row.next_attempt_at = next;
    row.state = state;
    return store_->attachments().add(row);
  };
  const AttachmentId later = add(kNow, "waiting");
  add(kNow + kMinute, "waiting");
  add(kNow - kMinute, "stored");
  add(kNow - kMinute, "failed");
  const AttachmentId at_once = add(std::nullopt, "waiting");

  const auto due = store_->attachments().due(kNow, 10);
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].id, at_once);
  EXPECT_EQ(due[1].id, later);
  EXPECT_EQ(store_->attachments().due(kNow, 1).size(), 1U);
}

TEST_P(TicketsContract, LinksOnlyLooseAttachmentsOfTheConversation) {
  const TicketId old = add_ticket(person_, conversation_, "LEO-1");
  const TicketId fresh = add_ticket(person_, conversation_, "LEO-2");
  const AttachmentId taken = store_->attachments().add(attachment(old));
  const AttachmentId loose = store_->attachments().add(attachment());
  AttachmentRow elsewhere = attachment();
  elsewhere.conversation = add_conversation();
  store_->attachments().add(elsewhere);

  store_->attachments().link(conversation_, fresh);

  const auto ids_of = [&](TicketId ticket) {
    std::vector<AttachmentId> ids;
    for (const AttachmentRow& row : store_->attachments().of_ticket(ticket)) ids.push_back(row.id);
    return ids;
  };
  EXPECT_THAT(ids_of(old), ElementsAre(taken));
  EXPECT_THAT(ids_of(fresh), ElementsAre(loose));
}

}  // namespace
}  // namespace sportello::storage
