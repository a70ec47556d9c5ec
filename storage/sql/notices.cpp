#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kPut =
    "INSERT INTO notice (cause, content, at) VALUES (:cause, :content, :at) ON CONFLICT (cause) DO UPDATE SET content "
    "= excluded.content, at = excluded.at";
constexpr const char* kTake = "DELETE FROM notice WHERE cause = :cause RETURNING content";

class SqlNotices : public Notices {
 public:
  explicit SqlNotices(Connection& connection)
      : put_(connection, "notices.put", kPut, given(cause_, "cause"), given(content_, "content"), given(at_, "at")),
        take_(connection, "notices.take", kTake, given(cause_, "cause"), gives(content_)) {}

  void put(const std::string& cause, const std::string& content, Instant at) override {
    cause_ = cause;
    content_ = content;
    at_ = at;
    put_.one();
  }

  std::optional<std::string> take(const std::string& cause) override {
    cause_ = cause;
    if (!take_.one()) return std::nullopt;
    return content_;
  }

 private:
  std::string cause_;
  std::string content_;
  Instant at_{};
  Statement put_;
  Statement take_;
};

}  // namespace

std::unique_ptr<Notices> make_notices(Connection& connection) {
  return std::make_unique<SqlNotices>(connection);
}

}  // namespace sportello::storage::sql
