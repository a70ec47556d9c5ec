#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCreateSurvey =
    "INSERT INTO survey (token, business, ticket_id, person_id, language, assignee, created_at, expires_at, asked_at, "
    "score, scored_at, comment, commented_at, channel) "
    "VALUES (:token, :business, :ticket, :person, :language, :assignee, :created_at, :expires_at, :asked_at, :score, "
    ":scored_at, :comment, :commented_at, :channel) /*new id*/";
constexpr const char* kUpdateSurvey =
    "UPDATE survey SET expires_at = :expires_at, asked_at = :asked_at, score = :score, scored_at = :scored_at, "
    "comment = :comment, commented_at = :commented_at, channel = :channel WHERE id = :id";
const std::string kSelectSurveys = std::string("SELECT ") + kSurveyColumns + " FROM survey y WHERE ";
const std::string kFindSurvey = kSelectSurveys + "y.id = :id /*hold y*/";
const std::string kFindByToken = kSelectSurveys + "y.token = :token /*hold y*/";
const std::string kNewestSurveyOf = kSelectSurveys + "y.ticket_id = :ticket ORDER BY y.id DESC LIMIT 1 /*hold y*/";
const std::string kSurveysOfPerson = kSelectSurveys + "y.person_id = :person ORDER BY y.id DESC LIMIT :most";

class SqlSurveys : public Surveys {
 public:
  explicit SqlSurveys(Connection& connection)
      : create_(connection, "surveys.create", kCreateSurvey, given(row_.token, "token"),
                given(row_.business, "business"), given(row_.ticket, "ticket"), given(row_.person, "person"),
                given(row_.language, "language"), given(row_.assignee, "assignee"),
                given(row_.created_at, "created_at"), given(row_.expires_at, "expires_at"),
                given(row_.asked_at, "asked_at"), given(row_.score, "score"), given(row_.scored_at, "scored_at"),
                given(row_.comment, "comment"), given(row_.commented_at, "commented_at"),
                given(row_.channel, "channel"), gives_new_id(id_)),
        update_(connection, "surveys.update", kUpdateSurvey, given(row_.expires_at, "expires_at"),
                given(row_.asked_at, "asked_at"), given(row_.score, "score"), given(row_.scored_at, "scored_at"),
                given(row_.comment, "comment"), given(row_.commented_at, "commented_at"),
                given(row_.channel, "channel"), given(row_.id, "id")),
        find_(connection, "surveys.find", kFindSurvey, given(id_, "id"), columns_of(row_)),
        find_by_token_(connection, "surveys.find_by_token", kFindByToken, given(token_, "token"), columns_of(row_)),
        newest_of_(connection, "surveys.newest_of", kNewestSurveyOf, given(ticket_, "ticket"), columns_of(row_)),
        of_person_(connection, "surveys.of_person", kSurveysOfPerson, given(person_, "person"), given(most_, "most"),
                   columns_of(row_)) {}

  std::int64_t create(const SurveyRow& survey) override {
    row_ = survey;
    create_.one();
    return id_;
  }
  void update(const SurveyRow& survey) override {
    row_ = survey;
    update_.one();
  }
  std::optional<SurveyRow> find(std::int64_t id) override {
    id_ = id;
    return find_.one() ? std::optional(row_) : std::nullopt;
  }
  std::optional<SurveyRow> find_by_token(const std::string& token) override {
    token_ = token;
    return find_by_token_.one() ? std::optional(row_) : std::nullopt;
  }
  std::optional<SurveyRow> newest_of(TicketId ticket) override {
    ticket_ = ticket;
    return newest_of_.one() ? std::optional(row_) : std::nullopt;
  }
  std::vector<SurveyRow> of_person(PersonId person, int limit) override {
    person_ = person;
    most_ = limit;
    return rows_of(of_person_, row_);
  }

 private:
  SurveyRow row_;
  std::int64_t id_ = 0;
  std::string token_;
  TicketId ticket_;
  PersonId person_;
  int most_ = 0;
  Statement create_;
  Statement update_;
  Statement find_;
  Statement find_by_token_;
  Statement newest_of_;
  Statement of_person_;
};

}  // namespace

std::unique_ptr<Surveys> make_surveys(Connection& connection) {
  return std::make_unique<SqlSurveys>(connection);
}

}  // namespace sportello::storage::sql
