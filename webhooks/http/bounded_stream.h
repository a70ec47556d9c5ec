/// The stream behind a streamed reply: measured, kept alive, ended once. What carries the bytes is the adapter's.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "webhooks/http/heart.h"
#include "webhooks/http/replier.h"

namespace sportello::webhooks {

/// Carries bytes to a reader. Called under the stream's lock, so never twice at a time, and not after its end.
class Pipe {
 public:
  virtual ~Pipe() = default;
  /// Bytes that the connection has not taken yet.
  virtual std::size_t waiting() const = 0;
  /// Sends at once.
  virtual void put(std::string_view bytes) = 0;
  /// The regular end, after what is waiting.
  virtual void close() = 0;
  /// An end that the reader cannot take for a regular one; forgets what is waiting.
  virtual void abort() = 0;
};

/// trap 29: the library neither pushes back nor tells that the reader is gone, so what waits is measured before every
/// write, and the heart writes from time to time to notice the dead.
class BoundedStream final : public EventStream, public Beating {
 public:
  enum class Kind {
    Events,  ///< kept alive by comments; may end at any event
    Bytes,   ///< nothing may be added, and an early end is an abort
  };

  BoundedStream(std::unique_ptr<Pipe> pipe, std::size_t limit, Kind kind);

  bool send_event(std::string_view id, std::string_view event, std::string_view data) override;
  bool write(std::string_view bytes) override;
  void close() override;
  void on_close(std::function<void()> callback) override;

  void beat() override;
  void expire() override;
  /// The connection is gone.
  void abort();

 private:
  enum class End { Regular, Abort };
  void end(End how);

  const std::unique_ptr<Pipe> pipe_;
  const std::size_t limit_;
  const Kind kind_;
  std::mutex mutex_;
  bool ended_ = false;
  std::function<void()> on_close_;
};

}  // namespace sportello::webhooks
