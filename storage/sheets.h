/// What managers' sheets are made of: one row for each ticket, and how much was sent. A connection of its own, opened
/// when a sheet is asked for, so that long reading holds nobody up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.h"

namespace sportello::storage {

struct SheetTicketRow {
  std::string code;
  int priority = 2;
  std::string status;
  std::string assignee;
  Instant created_at{};
  std::optional<Instant> answered_at;  ///< the first answer of a person
  std::optional<Instant> resolved_at;  ///< the first resolution
  int reopened = 0;
  std::int64_t minutes = 0;  ///< of recorded work
};

/// What a customer thought of a ticket that was closed.
struct ScoreRow {
  std::string code;
  int score = 0;  ///< 1 to 5
  std::string comment;
  std::string assignee;  ///< who had looked after it when it was closed
  Instant scored_at{};
};

/// Time that was recorded on a ticket, and where one intervention ends and the next begins.
struct WorkRow {
  std::string code;     ///< of the ticket that stands, where one was merged into another
  std::string company;  ///< as the customer named it
  std::string what;     ///< "time", "resolved"
  std::int64_t minutes = 0;
  std::string terms;  ///< JSON of flows::CostTerms; empty: none were kept
};

/// A text of a customer.
struct SaidRow {
  Instant at{};
  std::string text;
};

/// Messages of a number that Meta has named the same price for.
struct PricedCountRow {
  PhoneNumberId number;
  std::string type;
  std::string category;
  std::int64_t count = 0;
};

/// When a number was last heard of.
struct LastRow {
  std::optional<Instant> received_at;
  std::optional<Instant> sent_at;
  std::optional<Instant> failed_at;
  std::string failure;  ///< why, of the last failed message
};

struct SentCountRow {
  PhoneNumberId number;
  std::int64_t count = 0;
};

class SheetReader {
 public:
  virtual ~SheetReader() = default;
  /// Opened in [from, to), oldest first.
  virtual std::vector<SheetTicketRow> tickets(const BusinessId& business, Instant from, Instant to, int most) = 0;
  /// Given in [from, to), newest first.
  virtual std::vector<ScoreRow> scores(const BusinessId& business, Instant from, Instant to, int most) = 0;
  /// On tickets opened in [from, to), each ticket's in the order it was written.
  virtual std::vector<WorkRow> work(const BusinessId& business, Instant from, Instant to, int most) = 0;
  /// Texts in [from, to), oldest first.
  virtual std::vector<SaidRow> said(const BusinessId& business, Instant from, Instant to, int most) = 0;
  /// By number, type and category, for statuses in [from, to).
  virtual std::vector<PricedCountRow> priced(Instant from, Instant to) = 0;
  /// What came last, what left last, what failed last.
  virtual LastRow last(const PhoneNumberId& number) = 0;
  /// Messages that have left in [from, to), by business number.
  virtual std::vector<SentCountRow> sent(Instant from, Instant to) = 0;
};

/// Throws StoreError.
std::unique_ptr<SheetReader> open_sheet_reader(const std::string& url);

}  // namespace sportello::storage
