/// A Replier for tests of handlers: no server, the reply ends up in a value.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "webhooks/http/replier.h"

namespace sportello::tests {

/// A stream that keeps what is written to it.
class CapturedStream : public webhooks::EventStream {
 public:
  bool send_event(std::string_view id, std::string_view event, std::string_view data) override;
  bool write(std::string_view bytes) override;
  void close() override;
  void on_close(std::function<void()> callback) override;

  std::string written() const;
  bool closed() const;

 private:
  mutable std::mutex mutex_;
  std::string written_;
  bool closed_ = false;
  std::function<void()> callback_;
};

/// Holds one exchange. Hand `replier()` to a handler once, then ask for the response; it may come from another thread.
class CapturedReply {
 public:
  CapturedReply();

  webhooks::Replier replier();
  /// Waits up to ten seconds. A handler that let go of its replier without a reply gives a 500.
  webhooks::Response response();
  /// True when a reply is there, without waiting.
  bool replied() const;
  /// The stream, if the handler opened one.
  std::shared_ptr<CapturedStream> stream() const;

  struct State {
    mutable std::mutex mutex;
    std::condition_variable arrived;
    std::optional<webhooks::Response> response;
    std::shared_ptr<CapturedStream> stream;
  };

 private:
  std::shared_ptr<State> state_;
  std::shared_ptr<webhooks::ReplyChannel> channel_;
};

}  // namespace sportello::tests
