#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kPutNotice =
    "INSERT INTO notice (cause, content, at) VALUES (:cause, :content, :at) ON CONFLICT (cause) DO UPDATE SET content "
    "= excluded.content, at = excluded.at";
constexpr const char* kFindNotice = "SELECT content FROM notice n WHERE n.cause = :cause /*hold n*/";
constexpr const char* kForget = "DELETE FROM notice WHERE cause = :cause";

class SqlNotices : public Notices {
 public:
  explicit SqlNotices(Connection& connection)
      : put_(connection, "notices.put", kPutNotice, given(cause_, "cause"), given(content_, "content"),
             given(at_, "at")),
        find_(connection, "notices.find", kFindNotice, given(cause_, "cause"), gives(content_)),
        forget_(connection, "notices.forget", kForget, given(cause_, "cause")) {}

  void put(const std::string& cause, const std::string& content, Instant at) override {
    cause_ = cause;
    content_ = content;
    at_ = at;
    put_.one();
  }

  std::optional<std::string> take(const std::string& cause) override {
    cause_ = cause;
    if (!find_.one()) return std::nullopt;
    forget_.one();
    return content_;
  }

  void forget(const std::string& cause) override {
    cause_ = cause;
    forget_.one();
  }

 private:
  std::string cause_;
  std::string content_;
  Instant at_{};
  Statement put_;
  Statement find_;
  Statement forget_;
};

}  // namespace

std::unique_ptr<Notices> make_notices(Connection& connection) {
  return std::make_unique<SqlNotices>(connection);
}

}  // namespace sportello::storage::sql
