#include "storage/sql/search.h"

#include <algorithm>
#include <set>

#include "flows/core/text.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr std::size_t kMostWords = 8;

const std::string kTicket = std::string(kTicketColumns) + ", " + kPersonColumns + ", c.unread";
constexpr const char* kNewestSearch = " ORDER BY s.rowid DESC LIMIT :most";
constexpr const char* kJoined =
    " JOIN person p ON p.id = t.person_id JOIN conversation c ON c.id = t.conversation_id";
const std::string kInTickets = "SELECT " + kTicket + " FROM ticket_search s JOIN ticket t ON t.id = s.rowid" + kJoined +
                               " WHERE ";
// A line of a conversation without a ticket of its own counts for the newest ticket of that conversation.
const std::string kInMessages =
    "SELECT " + kTicket +
    ", m.text FROM message_search s JOIN message m ON m.id = s.rowid JOIN ticket t ON t.id = coalesce(m.ticket_id,"
    " (SELECT max(n.id) FROM ticket n WHERE n.conversation_id = m.conversation_id))" +
    kJoined + " WHERE ";
const std::string kInReplies =
    "SELECT " + kTicket +
    ", o.text FROM reply_search s JOIN outbox o ON o.id = s.rowid JOIN ticket t ON t.id = coalesce(o.ticket_id,"
    " (SELECT max(n.id) FROM ticket n WHERE n.conversation_id = o.conversation_id))" +
    kJoined + " WHERE ";
const std::string kInNotes =
    "SELECT " + kTicket +
    ", json_extract(e.data, '$.text') FROM note_search s JOIN ticket_event e ON e.id = s.rowid"
    " JOIN ticket t ON t.id = e.ticket_id" +
    kJoined + " WHERE ";

bool separates(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
  return !letter;
}

}  // namespace

std::string match_of(Engine engine, const std::string& words) {
  std::string match;
  std::string word;
  std::size_t count = 0;
  const auto end_word = [&] {
    if (!word.empty() && count < kMostWords) {
      if (!match.empty()) match += match_and(engine);
      // A single letter begins too much: alone.
      match += match_word(engine, word, word.size() > 1);
      ++count;
    }
    word.clear();
  };
  for (const char c : flows::fold(words)) {
    if (separates(c)) {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return match;
}

Search::Search(Connection& connection)
    : engine_(connection.engine()),
      in_tickets_(connection, "search.tickets", kInTickets + matches(engine_, "ticket_search") + kNewestSearch,
                  given(match_, "match"), given(most_, "most"), columns_of(row_.ticket), columns_of(row_.person),
                  gives(row_.unread)),
      in_messages_(connection, "search.messages", kInMessages + matches(engine_, "message_search") + kNewestSearch,
                   given(match_, "match"), given(most_, "most"), columns_of(row_.ticket), columns_of(row_.person),
                   gives(row_.unread), gives(excerpt_)),
      in_replies_(connection, "search.replies", kInReplies + matches(engine_, "reply_search") + kNewestSearch,
                  given(match_, "match"), given(most_, "most"), columns_of(row_.ticket), columns_of(row_.person),
                  gives(row_.unread), gives(excerpt_)),
      in_notes_(connection, "search.notes", kInNotes + matches(engine_, "note_search") + kNewestSearch,
                given(match_, "match"), given(most_, "most"), columns_of(row_.ticket), columns_of(row_.person),
                gives(row_.unread), gives(excerpt_)) {}

void Search::collect(Statement& statement, const char* where, std::vector<SearchHit>& hits) {
  excerpt_.clear();
  statement.each([&] { hits.push_back({row_, where, excerpt_}); });
}

std::vector<SearchHit> Search::find(const std::string& words, int limit) {
  match_ = match_of(engine_, words);
  most_ = limit;
  std::vector<SearchHit> hits;
  if (match_.empty()) return hits;
  collect(in_tickets_, "ticket", hits);
  collect(in_messages_, "message", hits);
  collect(in_replies_, "reply", hits);
  collect(in_notes_, "note", hits);
  // Stable: a ticket that itself has the words says so rather than one of its lines.
  std::stable_sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) {
    return a.listed.ticket.id > b.listed.ticket.id;
  });
  std::set<std::int64_t> seen;
  std::erase_if(hits, [&](const SearchHit& hit) { return !seen.insert(hit.listed.ticket.id.value).second; });
  if (hits.size() > static_cast<std::size_t>(limit)) hits.resize(static_cast<std::size_t>(limit));
  return hits;
}

}  // namespace sportello::storage::sql
