#include "storage/sheets.h"

#include <chrono>

#include "storage/sql/connection.h"
#include "storage/sql/open.h"

namespace sportello::storage {
namespace {

using sql::given;
using sql::gives;
using sql::Statement;

constexpr std::chrono::milliseconds kSheetTimeout{1'000};

constexpr const char* kTickets =
    "SELECT t.code, t.priority, t.status, t.assignee, t.created_at,"
    " (SELECT min(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.what IN ('reply', 'call', 'quoted',"
    " 'planned') AND e.who NOT IN ('customer', 'bot')),"
    " (SELECT min(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.what = 'resolved'),"
    " (SELECT count(*) FROM ticket_event e WHERE e.ticket_id = t.id AND e.what = 'reopened'),"
    " (SELECT coalesce(sum(CAST(json_extract(e.data, '$.minutes') AS INTEGER)), 0) FROM ticket_event e"
    " WHERE e.what = 'time'"
    " AND (e.ticket_id = t.id OR e.ticket_id IN (SELECT gone_id FROM ticket_merge WHERE survivor_id = t.id)))"
    " FROM ticket t WHERE t.created_at >= :from AND t.created_at < :to AND t.business = :business"
    " AND NOT EXISTS (SELECT 1 FROM ticket_merge g WHERE g.gone_id = t.id)"
    " ORDER BY t.created_at LIMIT :most";
constexpr const char* kScores =
    "SELECT t.code, s.score, s.comment, s.assignee, s.scored_at FROM survey s JOIN ticket t ON t.id = s.ticket_id"
    " WHERE s.business = :business AND s.scored_at >= :from AND s.scored_at < :to ORDER BY s.scored_at DESC LIMIT :most";
constexpr const char* kSheetSent =
    "SELECT o.number, count(*) FROM outbox o WHERE o.sent_at IS NOT NULL AND o.sent_at >= :from AND o.sent_at < :to"
    " GROUP BY o.number ORDER BY o.number";

constexpr const char* kWork =
    "SELECT coalesce(s.code, t.code), coalesce(n.company, ''), e.what,"
    " coalesce(CAST(json_extract(e.data, '$.minutes') AS INTEGER), 0), coalesce(n.terms, '') FROM ticket t JOIN ticket_event e ON e.ticket_id = t.id AND e.what IN ('time', 'resolved')"
    " LEFT JOIN ticket_merge g ON g.gone_id = t.id LEFT JOIN ticket s ON s.id = g.survivor_id"
    " LEFT JOIN ticket_entitlement n ON n.ticket_id = coalesce(g.survivor_id, t.id)"
    " WHERE t.created_at >= :from AND t.created_at < :to AND t.business = :business ORDER BY e.id LIMIT :most";
constexpr const char* kSaid =
    "SELECT m.at, m.text FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.kind = 'text'"
    " AND m.at >= :from AND m.at < :to AND c.business = :business ORDER BY m.at LIMIT :most";
constexpr const char* kReceived = "SELECT received_at FROM inbox WHERE number = :number ORDER BY id DESC LIMIT 1";
constexpr const char* kLastSent =
    "SELECT sent_at FROM outbox WHERE sent_at IS NOT NULL AND number = :number ORDER BY sent_at DESC LIMIT 1";
constexpr const char* kLastFailed =
    "SELECT coalesce(updated_at, created_at), error FROM outbox WHERE state = 'failed' AND number = :number"
    " ORDER BY id DESC LIMIT 1";
constexpr const char* kPriced =
    "SELECT p.number, p.type, p.category, count(*) FROM message_price p WHERE p.at >= :from AND p.at < :to"
    " GROUP BY p.number, p.type, p.category ORDER BY p.number, p.type, p.category";

std::unique_ptr<sql::Connection> connect_sheets(const std::string& url) {
  return sql::connect(sql::parse_url(url), sql::Access::Read, kSheetTimeout);
}

class SqlSheetReader : public SheetReader {
 public:
  explicit SqlSheetReader(const std::string& url)
      : connection_(connect_sheets(url)),
        tickets_(*connection_, "sheets.tickets", kTickets, given(from_, "from"), given(to_, "to"),
                 given(business_, "business"), given(most_, "most"), gives(row_.code), gives(row_.priority),
                 gives(row_.status), gives(row_.assignee), gives(row_.created_at), gives(row_.answered_at),
                 gives(row_.resolved_at), gives(row_.reopened), gives(row_.minutes)),
        scores_(*connection_, "sheets.scores", kScores, given(business_, "business"), given(from_, "from"),
                given(to_, "to"), given(most_, "most"), gives(score_.code), gives(score_.score), gives(score_.comment),
                gives(score_.assignee), gives(score_.scored_at)),
        work_(*connection_, "sheets.work", kWork, given(from_, "from"), given(to_, "to"), given(business_, "business"),
              given(most_, "most"), gives(worked_.code), gives(worked_.company), gives(worked_.what),
              gives(worked_.minutes), gives(worked_.terms)),
        said_(*connection_, "sheets.said", kSaid, given(from_, "from"), given(to_, "to"), given(business_, "business"),
              given(most_, "most"), gives(text_.at), gives(text_.text)),
        priced_(*connection_, "sheets.priced", kPriced, given(from_, "from"), given(to_, "to"), gives(price_.number),
                gives(price_.type), gives(price_.category), gives(price_.count)),
        received_(*connection_, "sheets.received", kReceived, given(number_, "number"), gives(at_)),
        last_sent_(*connection_, "sheets.last_sent", kLastSent, given(number_, "number"), gives(at_)),
        last_failed_(*connection_, "sheets.last_failed", kLastFailed, given(number_, "number"), gives(at_),
                     gives(failure_)),
        sent_(*connection_, "sheets.sent", kSheetSent, given(from_, "from"), given(to_, "to"), gives(count_.number),
              gives(count_.count)) {}

  std::vector<SheetTicketRow> tickets(const BusinessId& business, Instant from, Instant to, int most) override {
    look_at(business, from, to, most);
    return rows_of(tickets_, row_);
  }

  std::vector<ScoreRow> scores(const BusinessId& business, Instant from, Instant to, int most) override {
    look_at(business, from, to, most);
    return rows_of(scores_, score_);
  }

  std::vector<WorkRow> work(const BusinessId& business, Instant from, Instant to, int most) override {
    look_at(business, from, to, most);
    return rows_of(work_, worked_);
  }

  std::vector<SaidRow> said(const BusinessId& business, Instant from, Instant to, int most) override {
    look_at(business, from, to, most);
    return rows_of(said_, text_);
  }

  std::vector<PricedCountRow> priced(Instant from, Instant to) override {
    from_ = from;
    to_ = to;
    return rows_of(priced_, price_);
  }

  LastRow last(const PhoneNumberId& number) override {
    number_ = number;
    LastRow row;
    if (received_.one()) row.received_at = at_;
    if (last_sent_.one()) row.sent_at = at_;
    if (last_failed_.one()) {
      row.failed_at = at_;
      row.failure = failure_;
    }
    return row;
  }

  std::vector<SentCountRow> sent(Instant from, Instant to) override {
    from_ = from;
    to_ = to;
    std::vector<SentCountRow> rows;
    sent_.each([&] { rows.push_back(count_); });
    return rows;
  }

 private:
  void look_at(const BusinessId& business, Instant from, Instant to, int most) {
    business_ = business;
    from_ = from;
    to_ = to;
    most_ = most;
  }

  SheetTicketRow row_;
  PhoneNumberId number_;
  Instant at_{};
  std::string failure_;
  WorkRow worked_;
  SaidRow text_;
  PricedCountRow price_;
  ScoreRow score_;
  SentCountRow count_;
  BusinessId business_;
  Instant from_{};
  Instant to_{};
  int most_ = 0;
  std::unique_ptr<sql::Connection> connection_;
  Statement tickets_;
  Statement scores_;
  Statement work_;
  Statement said_;
  Statement priced_;
  Statement received_;
  Statement last_sent_;
  Statement last_failed_;
  Statement sent_;
};

}  // namespace

std::unique_ptr<SheetReader> open_sheet_reader(const std::string& url) {
  return std::make_unique<SqlSheetReader>(url);
}

}  // namespace sportello::storage
