#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCreateSample =
    "INSERT INTO sample (business, period_from, period_to, percent, seed, candidates, created_at, created_by) "
    "VALUES (:business, :from, :to, :percent, :seed, :candidates, :created_at, :created_by) /*new id*/";
const std::string kSelectSamples = std::string("SELECT ") + kSampleColumns + " FROM sample s WHERE ";
const std::string kFindSample = kSelectSamples + "s.id = :id";
const std::string kFindDrawn = kSelectSamples +
                               "s.business = :business AND s.period_from = :from AND s.period_to = :to "
                               "AND s.percent = :percent AND s.seed = :seed";
const std::string kNewestSamples = kSelectSamples + "s.business = :business ORDER BY s.id DESC LIMIT :most";
constexpr const char* kAddCall =
    "INSERT INTO sample_call (sample_id, ticket_id, person_id, drawn_at, outcome, note, called_at, called_by) "
    "VALUES (:sample, :ticket, :person, :drawn_at, :outcome, :note, :called_at, :called_by)";
constexpr const char* kUpdateCall =
    "UPDATE sample_call SET outcome = :outcome, note = :note, called_at = :called_at, called_by = :called_by "
    "WHERE id = :id";
const std::string kSelectCall = std::string("SELECT ") + kSampleCallColumns + " FROM sample_call l WHERE ";
const std::string kFindCall = kSelectCall + "l.id = :id /*hold l*/";
const std::string kCalls = kSelectCall + "l.sample_id = :sample ORDER BY l.id";
constexpr const char* kCandidates =
    "SELECT t.id, t.person_id FROM ticket t WHERE t.business = :business AND t.closed_at >= :from AND t.closed_at < :to "
    "AND NOT EXISTS (SELECT 1 FROM sample_call l WHERE l.person_id = t.person_id AND l.drawn_at >= :since) "
    "AND NOT EXISTS (SELECT 1 FROM ticket_merge g WHERE g.gone_id = t.id)";

class SqlSamples : public Samples {
 public:
  explicit SqlSamples(Connection& connection)
      : create_(connection, "samples.create", kCreateSample, given(row_.business, "business"), given(row_.from, "from"),
                given(row_.to, "to"), given(row_.percent, "percent"), given(row_.seed, "seed"),
                given(row_.candidates, "candidates"), given(row_.created_at, "created_at"),
                given(row_.created_by, "created_by"), gives_new_id(id_)),
        find_(connection, "samples.find", kFindSample, given(id_, "id"), columns_of(row_)),
        find_drawn_(connection, "samples.find_drawn", kFindDrawn, given(like_.business, "business"),
                    given(like_.from, "from"), given(like_.to, "to"), given(like_.percent, "percent"),
                    given(like_.seed, "seed"), columns_of(row_)),
        newest_(connection, "samples.newest", kNewestSamples, given(like_.business, "business"), given(most_, "most"),
                columns_of(row_)),
        add_call_(connection, "samples.add_call", kAddCall, given(call_.sample, "sample"),
                  given(call_.ticket, "ticket"), given(call_.person, "person"), given(call_.drawn_at, "drawn_at"),
                  given(call_.outcome, "outcome"), given(call_.note, "note"), given(call_.called_at, "called_at"),
                  given(call_.called_by, "called_by")),
        update_call_(connection, "samples.update_call", kUpdateCall, given(call_.outcome, "outcome"),
                     given(call_.note, "note"), given(call_.called_at, "called_at"),
                     given(call_.called_by, "called_by"), given(call_.id, "id")),
        find_call_(connection, "samples.find_call", kFindCall, given(id_, "id"), columns_of(call_)),
        calls_(connection, "samples.calls", kCalls, given(id_, "sample"), columns_of(call_)),
        candidates_(connection, "samples.candidates", kCandidates, given(like_.business, "business"),
                    given(from_, "from"), given(to_, "to"), given(since_, "since"), gives(closed_.ticket),
                    gives(closed_.person)) {}

  std::optional<SampleRow> find(std::int64_t id) override {
    id_ = id;
    return find_.one() ? std::optional(row_) : std::nullopt;
  }
  std::optional<SampleRow> find_drawn(const SampleRow& like) override {
    like_ = like;
    return find_drawn_.one() ? std::optional(row_) : std::nullopt;
  }
  std::int64_t create(const SampleRow& sample) override {
    row_ = sample;
    create_.one();
    return id_;
  }
  void add_call(const SampleCallRow& call) override {
    call_ = call;
    add_call_.one();
  }
  void update_call(const SampleCallRow& call) override {
    call_ = call;
    update_call_.one();
  }
  std::optional<SampleCallRow> find_call(std::int64_t id) override {
    id_ = id;
    return find_call_.one() ? std::optional(call_) : std::nullopt;
  }
  std::vector<SampleCallRow> calls(std::int64_t sample) override {
    id_ = sample;
    std::vector<SampleCallRow> rows;
    calls_.each([&] { rows.push_back(call_); });
    return rows;
  }
  std::vector<SampleRow> newest(const BusinessId& business, int limit) override {
    like_.business = business;
    most_ = limit;
    return rows_of(newest_, row_);
  }
  std::vector<ClosedTicket> candidates(const BusinessId& business, Instant from, Instant to,
                                       Instant not_drawn_since) override {
    like_.business = business;
    from_ = from;
    to_ = to;
    since_ = not_drawn_since;
    std::vector<ClosedTicket> rows;
    candidates_.each([&] { rows.push_back(closed_); });
    return rows;
  }

 private:
  SampleRow row_;
  SampleRow like_;
  SampleCallRow call_;
  ClosedTicket closed_;
  std::int64_t id_ = 0;
  Instant from_{};
  Instant to_{};
  Instant since_{};
  int most_ = 0;
  Statement create_;
  Statement find_;
  Statement find_drawn_;
  Statement newest_;
  Statement add_call_;
  Statement update_call_;
  Statement find_call_;
  Statement calls_;
  Statement candidates_;
};

}  // namespace

std::unique_ptr<Samples> make_samples(Connection& connection) {
  return std::make_unique<SqlSamples>(connection);
}

}  // namespace sportello::storage::sql
