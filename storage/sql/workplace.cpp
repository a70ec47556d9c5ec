#include "storage/workplace.h"

#include <string>

#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kSaveView =
    "INSERT INTO saved_view (operator_id, name, query, created_at) VALUES (:operator, :name, :query, :created_at) "
    "ON CONFLICT (operator_id, name) DO UPDATE SET query = excluded.query";
constexpr const char* kRemoveView = "DELETE FROM saved_view WHERE id = :id AND operator_id = :operator";
constexpr const char* kViewsOf =
    "SELECT id, operator_id, name, query, created_at FROM saved_view WHERE operator_id = :operator ORDER BY name";
constexpr const char* kAddAnswer =
    "INSERT INTO canned_answer (business, title, text, author, updated_at) "
    "VALUES (:business, :title, :text, :author, :updated_at)";
constexpr const char* kChangeAnswer =
    "UPDATE canned_answer SET business = :business, title = :title, text = :text, author = :author, "
    "updated_at = :updated_at WHERE id = :id";
constexpr const char* kRemoveAnswer = "DELETE FROM canned_answer WHERE id = :id";
constexpr const char* kAnswers =
    "SELECT id, business, title, text, author, updated_at FROM canned_answer ORDER BY title";

class SqlWorkplace : public Workplace {
 public:
  explicit SqlWorkplace(Connection& connection)
      : save_view_(connection, "workplace.save_view", kSaveView, given(view_.operator_id, "operator"),
                   given(view_.name, "name"), given(view_.query, "query"), given(view_.created_at, "created_at")),
        remove_view_(connection, "workplace.remove_view", kRemoveView, given(view_.id, "id"),
                     given(view_.operator_id, "operator")),
        views_of_(connection, "workplace.views_of", kViewsOf, given(owner_, "operator"), gives(view_.id),
                  gives(view_.operator_id), gives(view_.name), gives(view_.query), gives(view_.created_at)),
        add_answer_(connection, "workplace.add_answer", kAddAnswer, given(answer_.business, "business"),
                    given(answer_.title, "title"), given(answer_.text, "text"), given(answer_.author, "author"),
                    given(answer_.updated_at, "updated_at")),
        change_answer_(connection, "workplace.change_answer", kChangeAnswer, given(answer_.business, "business"),
                       given(answer_.title, "title"), given(answer_.text, "text"), given(answer_.author, "author"),
                       given(answer_.updated_at, "updated_at"), given(answer_.id, "id")),
        remove_answer_(connection, "workplace.remove_answer", kRemoveAnswer, given(answer_.id, "id")),
        answers_(connection, "workplace.answers", kAnswers, gives(answer_.id), gives(answer_.business),
                 gives(answer_.title), gives(answer_.text), gives(answer_.author), gives(answer_.updated_at)) {}

  void save_view(const SavedViewRow& view) override {
    view_ = view;
    save_view_.one();
  }
  bool remove_view(std::int64_t id, std::int64_t operator_id) override {
    view_.id = id;
    view_.operator_id = operator_id;
    remove_view_.one();
    return remove_view_.changed() > 0;
  }
  std::vector<SavedViewRow> views_of(std::int64_t operator_id) override {
    owner_ = operator_id;
    std::vector<SavedViewRow> rows;
    views_of_.each([&] { rows.push_back(view_); });
    return rows;
  }

  void save_answer(const CannedAnswerRow& answer) override {
    answer_ = answer;
    (answer.id == 0 ? add_answer_ : change_answer_).one();
  }
  bool remove_answer(std::int64_t id) override {
    answer_.id = id;
    remove_answer_.one();
    return remove_answer_.changed() > 0;
  }
  std::vector<CannedAnswerRow> answers() override {
    std::vector<CannedAnswerRow> rows;
    answers_.each([&] { rows.push_back(answer_); });
    return rows;
  }

 private:
  SavedViewRow view_;
  CannedAnswerRow answer_;
  std::int64_t owner_ = 0;
  Statement save_view_;
  Statement remove_view_;
  Statement views_of_;
  Statement add_answer_;
  Statement change_answer_;
  Statement remove_answer_;
  Statement answers_;
};

}  // namespace

std::unique_ptr<Workplace> make_workplace(Connection& connection) {
  return std::make_unique<SqlWorkplace>(connection);
}

}  // namespace sportello::storage::sql
