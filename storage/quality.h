/// The ports to what is remembered of how good the service was: surveys, tasks, sample calls. Part of storage/store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"

namespace sportello::storage {

using namespace flows;  // NOLINT(google-build-using-namespace): as in store.h

struct SurveyRow {
  std::int64_t id = 0;
  std::string token;
  BusinessId business;
  TicketId ticket;
  PersonId person;
  std::string language;
  std::string assignee;  ///< who had looked after the ticket; empty: nobody
  Instant created_at{};
  Instant expires_at{};
  std::optional<Instant> asked_at;
  std::optional<int> score;
  std::optional<Instant> scored_at;
  std::string comment;
  std::optional<Instant> commented_at;
  std::string channel;  ///< of the score: "whatsapp", "web"; empty without one
};

class Surveys {
 public:
  virtual ~Surveys() = default;
  virtual std::int64_t create(const SurveyRow& survey) = 0;
  /// Writes all that an answer changes: expiry, when it was asked, score, comment, channel.
  virtual void update(const SurveyRow& survey) = 0;
  virtual std::optional<SurveyRow> find(std::int64_t id) = 0;
  virtual std::optional<SurveyRow> find_by_token(const std::string& token) = 0;
  /// That of the ticket's last closure.
  virtual std::optional<SurveyRow> newest_of(TicketId ticket) = 0;
  /// Newest first.
  virtual std::vector<SurveyRow> of_person(PersonId person, int limit) = 0;
};

struct TaskRow {
  std::int64_t id = 0;
  std::string kind;  ///< low_score, late_acknowledgement, broken_promise
  TicketId ticket;
  std::optional<std::int64_t> survey;
  Instant created_at{};
  std::optional<Instant> done_at;
  std::string done_by;
  std::string note;
};

class Tasks {
 public:
  virtual ~Tasks() = default;
  /// Nothing when there is one for this survey.
  virtual std::optional<std::int64_t> add(const TaskRow& task) = 0;
  virtual void update(const TaskRow& task) = 0;
  virtual std::optional<TaskRow> find(std::int64_t id) = 0;
  virtual std::vector<TaskRow> of_ticket(TicketId ticket) = 0;
  /// Oldest first.
  virtual std::vector<TaskRow> open(std::int64_t after_id, int limit) = 0;
  /// Open and done ones, oldest first.
  virtual std::vector<TaskRow> all(std::int64_t after_id, int limit) = 0;
  /// Ever made, done or not.
  virtual std::int64_t count(const std::string& kind) = 0;
  virtual std::int64_t count_open() = 0;
};

struct SampleRow {
  std::int64_t id = 0;
  BusinessId business;
  Date from{};
  Date to{};  ///< included
  int percent = 0;
  std::int64_t seed = 0;
  int candidates = 0;
  Instant created_at{};
  std::string created_by;
};

struct SampleCallRow {
  std::int64_t id = 0;
  std::int64_t sample = 0;
  TicketId ticket;
  PersonId person;
  Instant drawn_at{};
  std::string outcome;  ///< satisfied, unsatisfied, unreachable, declined; empty: not called yet
  std::string note;
  std::optional<Instant> called_at;
  std::string called_by;
};

struct ClosedTicket {
  TicketId ticket;
  PersonId person;
};

class Samples {
 public:
  virtual ~Samples() = default;
  virtual std::optional<SampleRow> find(std::int64_t id) = 0;
  /// The sample drawn with the same arguments, if it was.
  virtual std::optional<SampleRow> find_drawn(const SampleRow& like) = 0;
  virtual std::int64_t create(const SampleRow& sample) = 0;
  virtual void add_call(const SampleCallRow& call) = 0;
  virtual void update_call(const SampleCallRow& call) = 0;
  virtual std::optional<SampleCallRow> find_call(std::int64_t id) = 0;
  /// In the order of the calls.
  virtual std::vector<SampleCallRow> calls(std::int64_t sample) = 0;
  /// Newest first.
  virtual std::vector<SampleRow> newest(const BusinessId& business, int limit) = 0;
  /// Tickets closed in [from, to) whose people were not drawn at or after `not_drawn_since`.
  virtual std::vector<ClosedTicket> candidates(const BusinessId& business, Instant from, Instant to,
                                               Instant not_drawn_since) = 0;
};

}  // namespace sportello::storage
