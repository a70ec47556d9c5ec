/// The promise of one reply. A handler gets a Replier, may carry it to another thread, and answers whenever it can.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "webhooks/http/message.h"

namespace sportello::webhooks {

/// One server-sent event as bytes. `id` and `event` may be empty, line breaks in them are dropped; each line of `data`
/// becomes a line of the event.
std::string print_event(std::string_view id, std::string_view event, std::string_view data);

/// A reply that goes on: server-sent events, or bytes as they come. Every function may be called from any thread and
/// none waits for the reader. The server ends it when the reader is gone or too slow, when its time is over, and at
/// stop. One with Content-Type text/event-stream (the default) is kept alive by comments; any other is sent as written.
class EventStream {
 public:
  virtual ~EventStream() = default;

  /// One server-sent event, see print_event, on its way at once. False when the stream has ended.
  virtual bool send_event(std::string_view id, std::string_view event, std::string_view data) = 0;
  /// Raw bytes, on their way at once. False when the stream has ended.
  virtual bool write(std::string_view bytes) = 0;
  virtual void close() = 0;
  /// Called once when the stream ends for whatever reason; at once when it already has. It must not block.
  virtual void on_close(std::function<void()> callback) = 0;
};

/// What stands behind a Replier: the server's adapter, or a test. Its last reference going away without a claim means
/// that the reply was forgotten; the adapter then answers 500.
class ReplyChannel {
 public:
  virtual ~ReplyChannel() = default;
  ReplyChannel(const ReplyChannel&) = delete;
  ReplyChannel& operator=(const ReplyChannel&) = delete;

  /// True for the first caller only: that one replies.
  bool claim() { return !claimed_.exchange(true, std::memory_order_acq_rel); }

  virtual void send(Response response) = 0;
  virtual std::shared_ptr<EventStream> stream(Response head) = 0;

 protected:
  ReplyChannel() = default;

 private:
  std::atomic<bool> claimed_{false};
};

/// A handle that replies exactly once. Copies share the one reply (a std::function can hold it); the first to send
/// wins. When the last copy goes away without having replied the client gets 500. Sending is cheap: it hands the reply
/// over.
class Replier {
 public:
  explicit Replier(std::shared_ptr<ReplyChannel> channel) : channel_(std::move(channel)) {}

  /// False when a reply was already given.
  bool send(Response response) const {
    if (!channel_->claim()) return false;
    channel_->send(std::move(response));
    return true;
  }

  /// Sends the head and keeps the reply open. Null when a reply was already given, or when the server has as many
  /// streams as it may have (the client then has its 503).
  std::shared_ptr<EventStream> stream(Response head) const {
    return channel_->claim() ? channel_->stream(std::move(head)) : nullptr;
  }

 private:
  std::shared_ptr<ReplyChannel> channel_;
};

}  // namespace sportello::webhooks
