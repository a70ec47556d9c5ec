#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddAttachment =
    "INSERT INTO attachment (conversation_id, ticket_id, message, kind, media_id, url, mime, filename, sha256, size, "
    "state, error, attempts, created_at, next_attempt_at) "
    "VALUES (:conversation, :ticket, :message, :kind, :media_id, :url, :mime, :filename, :sha256, :size, :state, "
    ":error, :attempts, :created_at, :next_attempt_at) /*new id*/";
constexpr const char* kUpdateAttachment =
    "UPDATE attachment SET ticket_id = :ticket, media_id = :media_id, url = :url, mime = :mime, filename = :filename, "
    "sha256 = :sha256, size = :size, state = :state, error = :error, attempts = :attempts, "
    "next_attempt_at = :next_attempt_at WHERE id = :id";
const std::string kFindAttachment =
    std::string("SELECT ") + kAttachmentColumns + " FROM attachment a WHERE a.id = :id /*hold a*/";
const std::string kAttachmentsOfTicket =
    std::string("SELECT ") + kAttachmentColumns + " FROM attachment a WHERE a.ticket_id = :ticket ORDER BY a.id";
const std::string kDueAttachments =
    std::string("SELECT ") + kAttachmentColumns +
    " FROM attachment a WHERE a.state = 'waiting' AND coalesce(a.next_attempt_at, 0) <= :now"
    " ORDER BY coalesce(a.next_attempt_at, 0), a.id LIMIT :most /*claim a*/";
constexpr const char* kLinkAttachment =
    "UPDATE attachment SET ticket_id = :ticket WHERE conversation_id = :conversation AND ticket_id IS NULL";

class SqlAttachments : public Attachments {
 public:
  explicit SqlAttachments(Connection& connection)
      : add_(connection, "attachments.add", kAddAttachment, given(row_.conversation, "conversation"),
             given(row_.ticket, "ticket"), given(row_.message, "message"), given(row_.kind, "kind"),
             given(row_.media_id, "media_id"), given(row_.url, "url"), given(row_.mime, "mime"),
             given(row_.filename, "filename"), given(row_.sha256, "sha256"), given(row_.size, "size"),
             given(row_.state, "state"), given(row_.error, "error"), given(row_.attempts, "attempts"),
             given(row_.created_at, "created_at"), given(row_.next_attempt_at, "next_attempt_at"), gives_new_id(id_)),
        update_(connection, "attachments.update", kUpdateAttachment, given(row_.ticket, "ticket"),
                given(row_.media_id, "media_id"), given(row_.url, "url"), given(row_.mime, "mime"),
                given(row_.filename, "filename"), given(row_.sha256, "sha256"), given(row_.size, "size"),
                given(row_.state, "state"), given(row_.error, "error"), given(row_.attempts, "attempts"),
                given(row_.next_attempt_at, "next_attempt_at"), given(row_.id, "id")),
        find_(connection, "attachments.find", kFindAttachment, given(id_, "id"), columns_of(row_)),
        of_ticket_(connection, "attachments.of_ticket", kAttachmentsOfTicket, given(ticket_, "ticket"),
                   columns_of(row_)),
        due_(connection, "attachments.due", kDueAttachments, given(now_, "now"), given(most_, "most"),
             columns_of(row_)),
        link_(connection, "attachments.link", kLinkAttachment, given(ticket_, "ticket"),
              given(conversation_, "conversation")) {}

  AttachmentId add(const AttachmentRow& attachment) override {
    row_ = attachment;
    add_.one();
    return id_;
  }

  void update(const AttachmentRow& attachment) override {
    row_ = attachment;
    update_.one();
  }

  std::optional<AttachmentRow> find(AttachmentId id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::vector<AttachmentRow> of_ticket(TicketId ticket) override {
    ticket_ = ticket;
    return rows_of(of_ticket_, row_);
  }

  std::vector<AttachmentRow> due(Instant now, int limit) override {
    now_ = now;
    most_ = limit;
    return rows_of(due_, row_);
  }

  void link(ConversationId conversation, TicketId ticket) override {
    conversation_ = conversation;
    ticket_ = ticket;
    link_.one();
  }

 private:
  AttachmentRow row_;
  AttachmentId id_;
  TicketId ticket_;
  ConversationId conversation_;
  Instant now_{};
  int most_ = 0;
  Statement add_;
  Statement update_;
  Statement find_;
  Statement of_ticket_;
  Statement due_;
  Statement link_;
};

}  // namespace

std::unique_ptr<Attachments> make_attachments(Connection& connection) {
  return std::make_unique<SqlAttachments>(connection);
}

}  // namespace sportello::storage::sql
