/// Where SQLite and PostgreSQL speak differently. Statements are written once, in what both understand; this is the rest.
#pragma once

#include <string>
#include <string_view>

namespace sportello::storage::sql {

enum class Engine { Sqlite, Postgresql };
enum class Access { Write, Read };

/// The statement as the engine wants it. These marks are comments for SQLite, which has one writer and needs none of
/// them. Two stand at the end of a SELECT that the writer uses; a reader holds nothing:
///   /*hold t*/   what is read from `t` is going to be changed: no other process may, until the end of the transaction
///   /*claim t*/  the same, and rows that another process holds are passed over
/// One stands at the end of an INSERT:
///   /*new id*/  the new row's id is wanted (gives_new_id)
/// One stands behind a condition:
///   /*settled e*/  no transaction that is still open can add an event with a smaller id
std::string in_dialect(Engine engine, Access access, std::string sql);

/// Begins a transaction that writes.
const char* begin_writing(Engine engine);

/// The condition that a full-text index `index`, joined as `s`, has all words of `:match`.
std::string matches(Engine engine, std::string_view index);
/// One word of what `:match` is given: by its beginning, or whole. Words are folded letters and digits.
std::string match_word(Engine engine, std::string_view word, bool beginning);
/// What stands between two words.
std::string_view match_and(Engine engine);

}  // namespace sportello::storage::sql
