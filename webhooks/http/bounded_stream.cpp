#include "webhooks/http/bounded_stream.h"

#include <utility>

namespace sportello::webhooks {

BoundedStream::BoundedStream(std::unique_ptr<Pipe> pipe, std::size_t limit, Kind kind)
    : pipe_(std::move(pipe)), limit_(limit), kind_(kind) {}

bool BoundedStream::send_event(std::string_view id, std::string_view event, std::string_view data) {
  return write(print_event(id, event, data));
}

bool BoundedStream::write(std::string_view bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    if (bytes.empty()) return true;
    if (pipe_->waiting() + bytes.size() <= limit_) {
      pipe_->put(bytes);
      return true;
    }
  }
  end(End::Abort);
  return false;
}

void BoundedStream::close() {
  end(End::Regular);
}
void BoundedStream::abort() {
  end(End::Abort);
}
void BoundedStream::expire() {
  end(kind_ == Kind::Events ? End::Regular : End::Abort);
}

void BoundedStream::beat() {
  if (kind_ == Kind::Events) write(":\n\n");
}

void BoundedStream::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      on_close_ = std::move(callback);
      return;
    }
  }
  callback();
}

void BoundedStream::end(End how) {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
    callback = std::move(on_close_);
    how == End::Regular ? pipe_->close() : pipe_->abort();
  }
  if (callback) callback();
}

}  // namespace sportello::webhooks
