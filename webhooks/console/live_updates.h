/// What changes at the desk, pushed to the pages that are open: server-sent events, with a memory of the newest so that
/// a page that was away for a moment misses nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhooks/console/desk_port.h"
#include "webhooks/http/replier.h"

namespace sportello::webhooks {

class LiveUpdates {
 public:
  /// `run` names this run of the program: ids of another run mean nothing here.
  explicit LiveUpdates(std::string run, std::size_t memory = 1000);

  /// From any thread; never blocks.
  void publish(const DeskNews& news);
  /// Answers with the stream. A client that says which event it saw last gets the later ones, or the event "reset"
  /// when they are not known any more: it reads everything anew.
  void open(const Replier& replier, std::optional<std::string_view> last_event_id,
            std::int64_t operator_id = 0);
  /// Ends the streams of an operator whose sessions are over; a page that may come back does so by itself.
  void end(std::int64_t operator_id);
  void close();

 private:
  struct Event {
    std::uint64_t number;
    std::string name;
    std::string data;
  };
  struct Listener {
    std::shared_ptr<EventStream> stream;
    std::int64_t operator_id;  ///< 0: a program
  };
  std::string id_of(std::uint64_t number) const;
  /// The number of the last event seen, if `id` is one of this run whose successors are all remembered.
  std::optional<std::uint64_t> resume_after(std::string_view id) const;

  const std::string run_;
  const std::size_t memory_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;
  std::deque<Event> events_;
  std::vector<Listener> streams_;
};

}  // namespace sportello::webhooks
