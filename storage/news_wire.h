/// What the processes that share a database tell each other, so that a console hears of what another process did. Best
/// effort: whoever needs certainty looks at the tables.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sportello::storage {

class NewsWire {
 public:
  virtual ~NewsWire() = default;
  /// From any thread; returns at once. Dropped while the server is away, when too much waits, or when the text is longer
  /// than a notification may be (8,000 bytes; PostgreSQL, NOTIFY).
  virtual void tell(std::string text) = 0;
  /// Until the wire listens for the first time.
  virtual void wait_until_listening() = 0;
};

/// LISTEN and NOTIFY on a connection and a thread of its own, which comes back by itself when the server was away.
/// `heard` is called on that thread with what other processes tell, and with an empty text after a connection was lost:
/// something may have been missed. For a database that is not shared there is nobody to tell, and nothing is opened.
std::unique_ptr<NewsWire> open_news_wire(const std::string& url, std::function<void(std::string_view)> heard);

}  // namespace sportello::storage
