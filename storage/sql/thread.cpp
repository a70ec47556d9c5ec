#include "storage/sql/thread.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

const std::string kThreadMessages = std::string("SELECT ") + kMessageColumns +
                                    " FROM message m WHERE m.conversation_id = :conversation"
                                    " ORDER BY m.at DESC, m.id DESC LIMIT :most";
const std::string kThreadSent = std::string("SELECT ") + kOutboxColumns +
                                " FROM outbox o WHERE o.conversation_id = :conversation ORDER BY o.id DESC LIMIT :most";
const std::string kAttachmentOf = std::string("SELECT ") + kAttachmentColumns +
                                  " FROM attachment a WHERE a.conversation_id = :conversation AND a.message = :wamid"
                                  " ORDER BY a.id LIMIT 1";

}  // namespace

Thread::Thread(Connection& connection)
    : messages_(connection, "thread.messages", kThreadMessages, given(conversation_, "conversation"),
                given(most_, "most"), columns_of(message_)),
      sent_messages_(connection, "thread.sent", kThreadSent, given(conversation_, "conversation"), given(most_, "most"),
                     columns_of(sent_)),
      attachment_of_(connection, "thread.attachment_of", kAttachmentOf, given(conversation_, "conversation"),
                     given(message_.wamid, "wamid"), columns_of(attachment_)) {}

std::vector<ThreadRow> Thread::newest(ConversationId conversation, int limit) {
  conversation_ = conversation;
  most_ = limit;
  std::vector<ThreadRow> rows;
  messages_.each([&] { rows.push_back(inbound()); });
  sent_messages_.each([&] { rows.push_back(outgoing()); });
  std::sort(rows.begin(), rows.end(), [](const ThreadRow& a, const ThreadRow& b) {
    return std::tie(a.at, a.outgoing, a.id) < std::tie(b.at, b.outgoing, b.id);
  });
  const auto count = static_cast<std::size_t>(limit);
  if (rows.size() > count) rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(count));
  return rows;
}

ThreadRow Thread::inbound() {
  ThreadRow row;
  row.id = message_.id;
  row.at = message_.at;
  row.kind = message_.kind;
  row.text = message_.text;
  row.content = message_.content;
  row.wamid = message_.wamid.value;
  if (message_.quotes) row.quotes = message_.quotes->value;
  row.reason = message_.reason;
  row.ticket = message_.ticket;
  if (attachment_of_.one()) row.attachment = attachment_;
  return row;
}

ThreadRow Thread::outgoing() const {
  ThreadRow row;
  row.id = sent_.id.value;
  row.outgoing = true;
  row.at = sent_.sent_at.value_or(sent_.created_at);
  row.text = sent_.text;
  row.content = sent_.content;
  row.state = sent_.state;
  row.error = sent_.error;
  row.error_code = sent_.error_code;
  row.author = sent_.author;
  if (sent_.wamid) row.wamid = sent_.wamid->value;
  row.ticket = sent_.ticket;
  return row;
}

}  // namespace sportello::storage::sql
