#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCreateOperator =
    "INSERT INTO operator (name, email, role, password_hash, disabled, created_at) "
    "VALUES (:name, :email, :role, :password_hash, :disabled, :created_at) /*new id*/";
constexpr const char* kUpdateOperator =
    "UPDATE operator SET name = :name, email = :email, role = :role, password_hash = :password_hash, "
    "disabled = :disabled, totp_secret = :totp_secret, totp_pending = :totp_pending, totp_step = :totp_step "
    "WHERE id = :id";
const std::string kFindOperator =
    std::string("SELECT ") + kOperatorColumns + " FROM operator o WHERE o.id = :id /*hold o*/";
const std::string kFindOperatorByEmail =
    std::string("SELECT ") + kOperatorColumns + " FROM operator o WHERE lower(o.email) = lower(:email) /*hold o*/";
const std::string kList = std::string("SELECT ") + kOperatorColumns + " FROM operator o ORDER BY o.id";
constexpr const char* kAddLink =
    "INSERT INTO operator_link (token_hash, operator_id, kind, expires_at) "
    "VALUES (:token_hash, :operator, :kind, :expires_at)";
constexpr const char* kTakeLink =
    "DELETE FROM operator_link WHERE token_hash = :token_hash RETURNING token_hash, operator_id, kind, expires_at";
constexpr const char* kAddSession =
    "INSERT INTO operator_session (token_hash, operator_id, csrf, expires_at, limited) "
    "VALUES (:token_hash, :operator, :csrf, :expires_at, :limited)";
const std::string kFindSession = std::string("SELECT ") + kSessionColumns +
                                 " FROM operator_session s WHERE s.token_hash = :token_hash AND s.expires_at > :now";
constexpr const char* kEndSession = "DELETE FROM operator_session WHERE token_hash = :token_hash";
constexpr const char* kEndSessionsOf = "DELETE FROM operator_session WHERE operator_id = :operator";
constexpr const char* kEndLinksOf = "DELETE FROM operator_link WHERE operator_id = :operator";

class SqlOperators : public Operators {
 public:
  explicit SqlOperators(Connection& connection)
      : create_(connection, "operators.create", kCreateOperator, given(row_.name, "name"), given(row_.email, "email"),
                given(row_.role, "role"), given(row_.password_hash, "password_hash"), given(row_.disabled, "disabled"),
                given(row_.created_at, "created_at"), gives_new_id(id_)),
        update_(connection, "operators.update", kUpdateOperator, given(row_.name, "name"), given(row_.email, "email"),
                given(row_.role, "role"), given(row_.password_hash, "password_hash"), given(row_.disabled, "disabled"),
                given(row_.totp_secret, "totp_secret"), given(row_.totp_pending, "totp_pending"),
                given(row_.totp_step, "totp_step"), given(row_.id, "id")),
        find_(connection, "operators.find", kFindOperator, given(id_, "id"), columns_of(row_)),
        find_by_email_(connection, "operators.find_by_email", kFindOperatorByEmail, given(email_, "email"),
                       columns_of(row_)),
        list_(connection, "operators.list", kList, columns_of(row_)),
        add_link_(connection, "operators.add_link", kAddLink, given(link_.token_hash, "token_hash"),
                  given(link_.operator_id, "operator"), given(link_.kind, "kind"),
                  given(link_.expires_at, "expires_at")),
        take_link_(connection, "operators.take_link", kTakeLink, given(token_hash_, "token_hash"),
                   gives(link_.token_hash), gives(link_.operator_id), gives(link_.kind), gives(link_.expires_at)),
        add_session_(connection, "operators.add_session", kAddSession, given(session_.token_hash, "token_hash"),
                     given(session_.operator_id, "operator"), given(session_.csrf, "csrf"),
                     given(session_.expires_at, "expires_at"), given(session_.limited, "limited")),
        find_session_(connection, "operators.find_session", kFindSession, given(token_hash_, "token_hash"),
                      given(now_, "now"), columns_of(session_)),
        end_session_(connection, "operators.end_session", kEndSession, given(token_hash_, "token_hash")),
        end_sessions_of_(connection, "operators.end_sessions_of", kEndSessionsOf, given(id_, "operator")),
        end_links_of_(connection, "operators.end_links_of", kEndLinksOf, given(id_, "operator")) {}

  std::int64_t create(const OperatorRow& row) override {
    row_ = row;
    create_.one();
    return id_;
  }

  void update(const OperatorRow& row) override {
    row_ = row;
    update_.one();
  }

  std::optional<OperatorRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::optional<OperatorRow> find_by_email(const std::string& email) override {
    email_ = email;
    return row_of(find_by_email_, row_);
  }

  std::vector<OperatorRow> list() override {
    return rows_of(list_, row_);
  }

  void add_link(const LinkRow& link) override {
    link_ = link;
    add_link_.one();
  }

  std::optional<LinkRow> take_link(const std::string& token_hash, Instant now) override {
    token_hash_ = token_hash;
    // An expired link is taken away all the same: it is of no use to anybody.
    if (!take_link_.one() || link_.expires_at <= now) return std::nullopt;
    return link_;
  }

  void add_session(const SessionRow& session) override {
    session_ = session;
    add_session_.one();
  }

  std::optional<SessionRow> find_session(const std::string& token_hash, Instant now) override {
    token_hash_ = token_hash;
    now_ = now;
    if (!find_session_.one()) return std::nullopt;
    return session_;
  }

  void end_session(const std::string& token_hash) override {
    token_hash_ = token_hash;
    end_session_.one();
  }

  void end_sessions_of(std::int64_t operator_id) override {
    id_ = operator_id;
    end_sessions_of_.one();
  }

  void end_links_of(std::int64_t operator_id) override {
    id_ = operator_id;
    end_links_of_.one();
  }

 private:
  OperatorRow row_;
  SessionRow session_;
  LinkRow link_;
  std::int64_t id_ = 0;
  std::string email_;
  std::string token_hash_;
  Instant now_{};
  Statement create_;
  Statement update_;
  Statement find_;
  Statement find_by_email_;
  Statement list_;
  Statement add_link_;
  Statement take_link_;
  Statement add_session_;
  Statement find_session_;
  Statement end_session_;
  Statement end_sessions_of_;
  Statement end_links_of_;
};

}  // namespace

std::unique_ptr<Operators> make_operators(Connection& connection) {
  return std::make_unique<SqlOperators>(connection);
}

}  // namespace sportello::storage::sql
