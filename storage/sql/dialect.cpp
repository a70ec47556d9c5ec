#include "storage/sql/dialect.h"

namespace sportello::storage::sql {
namespace {

constexpr std::string_view kHold = "/*hold ";
constexpr std::string_view kClaim = "/*claim ";
constexpr std::string_view kSettled = "/*settled ";
constexpr std::string_view kNewId = "/*new ";
constexpr std::string_view kEnd = "*/";

/// Rows are locked so that others may still refer to them (foreign keys), but not change them.
constexpr std::string_view kLock = "FOR NO KEY UPDATE OF ";

/// `before` the name in the mark, and `after` it.
void replace_mark(std::string& sql, std::string_view mark, std::string_view before, std::string_view after) {
  for (std::size_t at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at)) {
    const std::size_t end = sql.find(kEnd, at);
    std::string text(before);
    text += sql.substr(at + mark.size(), end - at - mark.size());
    text += after;
    sql.replace(at, end + kEnd.size() - at, text);
  }
}

void remove_mark(std::string& sql, std::string_view mark) {
  for (std::size_t at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at)) {
    sql.erase(at, sql.find(kEnd, at) + kEnd.size() - at);
  }
}

}  // namespace

std::string in_dialect(Engine engine, Access access, std::string sql) {
  if (engine == Engine::Sqlite) return sql;
  replace_mark(sql, kNewId, "RETURNING ", "");
  replace_mark(sql, kSettled, "AND ", ".written_by < pg_snapshot_xmin(pg_current_snapshot())");
  if (access == Access::Read) {
    remove_mark(sql, kHold);
    remove_mark(sql, kClaim);
  } else {
    replace_mark(sql, kHold, kLock, "");
    replace_mark(sql, kClaim, kLock, " SKIP LOCKED");
  }
  return sql;
}

const char* begin_writing(Engine engine) {
  return engine == Engine::Sqlite ? "BEGIN IMMEDIATE" : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
}

std::string matches(Engine engine, std::string_view index) {
  if (engine == Engine::Sqlite) return std::string(index) + " MATCH :match";
  return "s.words @@ CAST(:match AS tsquery)";
}

std::string match_word(Engine engine, std::string_view word, bool beginning) {
  const std::string text(word);
  // Quoted, so that no word is taken for one of the query language's own.
  if (engine == Engine::Sqlite) return '"' + text + (beginning ? "\"*" : "\"");
  return '\'' + text + (beginning ? "':*" : "'");
}

std::string_view match_and(Engine engine) {
  return engine == Engine::Sqlite ? " AND " : " & ";
}

}  // namespace sportello::storage::sql
