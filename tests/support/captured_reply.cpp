#include "tests/support/captured_reply.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace sportello::tests {
namespace {

class Channel : public webhooks::ReplyChannel {
 public:
  explicit Channel(std::shared_ptr<CapturedReply::State> state) : state_(std::move(state)) {}
  ~Channel() override {
    if (claim()) keep(webhooks::Response::problem(500, "Internal error", "the reply was forgotten"), nullptr);
  }

  void send(webhooks::Response response) override { keep(std::move(response), nullptr); }

  std::shared_ptr<webhooks::EventStream> stream(webhooks::Response head) override {
    auto stream = std::make_shared<CapturedStream>();
    keep(std::move(head), stream);
    return stream;
  }

 private:
  void keep(webhooks::Response response, std::shared_ptr<CapturedStream> stream) {
    const std::lock_guard lock(state_->mutex);
    state_->response = std::move(response);
    state_->stream = std::move(stream);
    state_->arrived.notify_all();
  }

  std::shared_ptr<CapturedReply::State> state_;
};

}  // namespace

bool CapturedStream::send_event(std::string_view id, std::string_view event, std::string_view data) {
  return write(webhooks::print_event(id, event, data));
}

bool CapturedStream::write(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  written_ += bytes;
  return true;
}

void CapturedStream::close() {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    callback = std::move(callback_);
  }
  if (callback) callback();
}

void CapturedStream::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      callback_ = std::move(callback);
      return;
    }
  }
  callback();
}

std::string CapturedStream::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

bool CapturedStream::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

CapturedReply::CapturedReply() : state_(std::make_shared<State>()), channel_(std::make_shared<Channel>(state_)) {}

webhooks::Replier CapturedReply::replier() {
  if (!channel_) throw std::logic_error("one exchange has one replier");
  return webhooks::Replier(std::move(channel_));
}

webhooks::Response CapturedReply::response() {
  std::unique_lock lock(state_->mutex);
  if (!state_->arrived.wait_for(lock, std::chrono::seconds(10), [this] { return state_->response.has_value(); })) {
    throw std::runtime_error("no reply within ten seconds");
  }
  return *state_->response;
}

bool CapturedReply::replied() const {
  const std::lock_guard lock(state_->mutex);
  return state_->response.has_value();
}

std::shared_ptr<CapturedStream> CapturedReply::stream() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stream;
}

}  // namespace sportello::tests
