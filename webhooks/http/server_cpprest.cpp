// The server port over cpprestsdk's http_listener. The numbers behind the word "trap" are the rows of
// docs/http-traps.md, where each is described and traced to its tests.
#include <cpprest/http_listener.h>
#include <cpprest/producerconsumerstream.h>
#include <pplx/threadpool.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include "webhooks/http/admission.h"
#include "webhooks/http/bounded_stream.h"
#include "webhooks/http/failure.h"
#include "webhooks/http/heart.h"
#include "webhooks/http/listen_address.h"
#include "webhooks/http/message_check.h"
#include "webhooks/http/request_head.h"
#include "webhooks/http/server.h"

namespace sportello::webhooks {
namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::experimental::listener::http_listener;
using web::http::experimental::listener::http_listener_config;
using Buffer = concurrency::streams::producer_consumer_buffer<std::uint8_t>;
using Clock = std::chrono::steady_clock;

/// Runs a continuation where the link before it ended instead of queueing it once more. Only for continuations that
/// take no lock of the library's.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // the library's interface has none
class InlineScheduler final : public pplx::scheduler_interface {
 public:
  void schedule(pplx::TaskProc_t proc, void* argument) override { proc(argument); }
};
#pragma GCC diagnostic pop

/// trap 16: a failure that nobody looks at ends the process with SIGTRAP, so each chain ends here or in a lambda alike.
template <class T>
bool succeeded(const pplx::task<T>& task) {
  try {
    task.get();
    return true;
  } catch (...) {
    return false;
  }
}

template <class T>
void finish(const pplx::task<T>& task) {
  task.then([](const pplx::task<T>& done) { succeeded(done); });
}

/// What every exchange shares. It outlives the server for as long as somebody holds a Replier.
struct State {
  State(ServerOptions the_options, Router the_router)
      : options(std::move(the_options)),
        router(std::move(the_router)),
        admission({options.max_in_flight, options.max_body_in_flight, options.max_streams}),
        heart(options.heartbeat, options.stream_lifetime) {}

  std::string next_id() {
    static constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string id(12, '0');
    auto value = seed ^ (counter.fetch_add(1, std::memory_order_relaxed) * 0x9e3779b97f4a7c15U);
    for (auto& c : id) {
      c = kDigits[value & 31U];
      value >>= 5U;
    }
    return id;
  }

  const ServerOptions options;
  const Router router;
  Admission admission;
  Heart heart;
  const pplx::task_options inline_options{std::make_shared<InlineScheduler>()};
  const std::uint64_t seed = std::random_device{}() | (std::uint64_t{std::random_device{}()} << 32U);
  std::atomic<std::uint64_t> counter{0};
};

/// trap 28: the library sends 4,096 bytes or nothing, so every put is followed by a sync.
class BufferPipe final : public Pipe {
 public:
  concurrency::streams::istream reader() const { return buffer_.create_istream(); }

  std::size_t waiting() const override { return buffer_.in_avail(); }

  void put(std::string_view bytes) override {
    auto* place = buffer_.alloc(bytes.size());
    std::memcpy(place, bytes.data(), bytes.size());
    buffer_.commit(bytes.size());
    finish(buffer_.sync());
  }

  void close() override { finish(buffer_.close(std::ios_base::out)); }

  void abort() override {
    // The memory comes back now: the socket may stay stuck until the proxy gives up on it. Shared, because the library
    // may have taken the bytes meanwhile, and the rest is then filled in when the buffer closes.
    if (const auto size = buffer_.in_avail(); size > 0) {
      const auto waste = std::make_shared<std::vector<std::uint8_t>>(size);
      buffer_.getn(waste->data(), size).then([waste](const pplx::task<std::size_t>& done) { succeeded(done); });
    }
    finish(buffer_.close(std::ios_base::out, std::make_exception_ptr(std::runtime_error("the stream was aborted"))));
  }

 private:
  Buffer buffer_;
};

/// trap 14: cpprestsdk writes values as they are. So nothing of ours may break the line, and what it cannot do itself,
/// several Set-Cookie fields, is done by breaking the line on purpose.
http_response to_cpprest(Response&& response) {
  http_response result(static_cast<web::http::status_code>(response.status));
  auto& headers = result.headers();
  for (auto& header : response.headers) {
    if (!is_token(header.name) || !is_sendable_value(header.value)) {
      throw std::invalid_argument("the reply's header " + header.name + " cannot be sent");
    }
    if (same_name(header.name, "Content-Length") || same_name(header.name, "Transfer-Encoding")) {
      throw std::invalid_argument("the reply sets " + header.name);
    }
    auto& value = headers[header.name];
    if (value.empty()) {
      value = header.value;
    } else {
      value.append(same_name(header.name, "Set-Cookie") ? "\r\nSet-Cookie: " : ", ").append(header.value);
    }
  }
  if (!response.body.empty()) result.set_body(std::move(response.body), "application/octet-stream");
  return result;
}

/// One request and its reply.
class Exchange final : public ReplyChannel {
 public:
  Exchange(std::shared_ptr<State> state, http_request message)
      : state_(std::move(state)), message_(std::move(message)), started_(Clock::now()) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// trap 17: without a reply the client would wait for ever.
  ~Exchange() override {
    if (claim()) fail("the handler forgot to reply");
  }

  void send(Response response) override { hand_over(std::move(response), {}); }

  std::shared_ptr<EventStream> stream(Response head) override {
    if (state_->admission.stopping() || !state_->admission.open_stream()) {
      hand_over(Response::problem(503, "Too many open streams").with("Retry-After", "30"), "no room for a stream");
      return nullptr;
    }
    try {
      auto pipe = std::make_unique<BufferPipe>();
      head.body.clear();
      auto response = to_cpprest(std::move(head).with("X-Accel-Buffering", "no"));
      response.set_body(pipe->reader(), "text/event-stream");
      const bool events = response.headers().content_type().starts_with("text/event-stream");
      const auto stream =
          std::make_shared<BoundedStream>(std::move(pipe), state_->options.max_stream_buffer,
                                          events ? BoundedStream::Kind::Events : BoundedStream::Kind::Bytes);
      note(response.status_code(), {});
      state_->heart.watch(stream);
      leave();
      message_.reply(response).then(
          [state = state_, stream](const pplx::task<void>& written) {
            succeeded(written) ? stream->close() : stream->abort();
            state->admission.close_stream();
          },
          state_->inline_options);
      return stream;
    } catch (...) {
      state_->admission.close_stream();
      fail(describe(std::current_exception()));
      return nullptr;
    }
  }

  /// Looks at the head; what it refuses it answers, the rest goes on to a handler.
  void begin(const std::shared_ptr<Exchange>& self) {
    if (auto refusal = check()) {
      // trap 5, 6: what still comes is thrown away as it comes; the reply leaves when all of it has.
      finish(message_.body().close());
      if (claim()) hand_over(std::move(refusal->response), refusal->why);
      return;
    }
    if (body_length_ == 0) {
      call(self);
      return;
    }
    // trap 15: nobody waits for the body; trap 16: the last link takes the task and catches everything.
    pplx::create_task(message_._get_impl()->_get_data_available())
        .then([self](const pplx::task<utility::size64_t>& arrived) { self->go_on(self, succeeded(arrived)); },
              state_->inline_options);
  }

  void fail(std::string_view why) { hand_over(Response::problem(500, "Internal error", "request " + id_), why); }

 private:
  void go_on(const std::shared_ptr<Exchange>& self, bool arrived) noexcept {
    try {
      if (arrived && take_body()) {
        call(self);
      } else if (claim()) {
        hand_over(closing(Response::problem(400, "The body is not as long as announced")), "the body came incomplete");
      }
    } catch (...) {
      if (claim()) fail(describe(std::current_exception()));
    }
  }

  std::optional<Refusal> check() {
    id_ = state_->next_id();
    if (state_->admission.stopping()) {
      return Refusal{closing(Response::problem(503, "Stopping").with("Retry-After", "5")), "stopping"};
    }
    RawHead raw;
    const auto& uri = message_.request_uri();
    raw.method = message_.method();
    raw.path = uri.path();
    raw.query = uri.query();
    raw.absolute = !uri.scheme().empty() || !uri.host().empty() || !uri.user_info().empty() || uri.port() > 0;
    raw.headers.reserve(message_.headers().size());
    for (auto& [name, value] : message_.headers()) raw.headers.add(name, std::move(value));
    raw.peer = message_.remote_address();

    auto checked = check_head(std::move(raw), state_->options.max_body);
    if (auto* refusal = std::get_if<Refusal>(&checked)) return std::move(*refusal);
    auto& head = std::get<Head>(checked);
    request_ = std::move(head.request);
    body_length_ = head.body_length;
    if (request_.request_id.empty()) request_.request_id = id_;
    id_ = request_.request_id;
    remote_ = request_.remote;
    return find_handler();
  }

  std::optional<Refusal> find_handler() {
    auto found = state_->router.find(request_.method, request_.path);
    route_ = found.pattern;
    if (found.handler == nullptr) return Refusal{std::move(found.refusal), "no route"};
    handler_ = found.handler;
    request_.params = std::move(found.params);
    // trap 3: requests that crawl hold a seat, and there are only so many.
    seated_ = state_->admission.enter(body_length_);
    if (seated_) return std::nullopt;
    return Refusal{Response::problem(503, "Busy").with("Retry-After", "1"), "too many requests in flight"};
  }

  /// trap 26: bytes, never the library's idea of text.
  bool take_body() {
    request_.body.resize(body_length_);
    auto buffer = message_.body().streambuf();
    if (buffer.in_avail() != body_length_) return false;
    return buffer.scopy(reinterpret_cast<std::uint8_t*>(request_.body.data()), body_length_) == body_length_;
  }

  void call(const std::shared_ptr<Exchange>& self) {
    if (!state_->admission.begin_handler()) {
      if (claim()) hand_over(closing(Response::problem(503, "Stopping")), "stopped");
      return;
    }
    try {
      (*handler_)(std::move(request_), Replier(self));
    } catch (...) {
      // trap 18: the library would say 500 and nothing else.
      if (claim()) fail(describe(std::current_exception()));
    }
    state_->admission.end_handler();
  }

  void hand_over(Response response, std::string_view fault) {
    std::optional<http_response> result;
    try {
      result = to_cpprest(std::move(response));
      note(result->status_code(), fault);
    } catch (...) {
      result = http_response(500);
      note(500, describe(std::current_exception()));
    }
    // The seat is free when the last byte is written: stop() must not cut a reply that is on its way (trap 21).
    message_.reply(*result).then(
        [state = state_, seated = seated_, length = body_length_](const pplx::task<void>& written) {
          succeeded(written);
          if (seated) state->admission.leave(length);
        },
        state_->inline_options);
  }

  void leave() {
    if (seated_) state_->admission.leave(body_length_);
    seated_ = false;
  }

  void note(int status, std::string_view fault) const {
    if (!state_->options.log) return;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
    state_->options.log({id_, message_.method(), route_, remote_, status, took, fault});
  }

  const std::shared_ptr<State> state_;
  http_request message_;
  const Clock::time_point started_;
  Request request_;  ///< until the handler takes it
  std::string id_;
  std::string remote_;
  const Handler* handler_ = nullptr;
  std::string_view route_;
  std::size_t body_length_ = 0;
  bool seated_ = false;
};

class CpprestServer final : public Server {
 public:
  CpprestServer(ServerOptions options, Router router)
      : state_(std::make_shared<State>(std::move(options), std::move(router))) {}
  CpprestServer(const CpprestServer&) = delete;
  CpprestServer& operator=(const CpprestServer&) = delete;
  ~CpprestServer() override { stop(std::chrono::milliseconds(0)); }

  flows::Result<void> start() override {
    const auto& options = state_->options;
    if (listener_) return flows::fail(flows::Errc::Conflict, "the server was started before");
    if (auto possible = check_listen_address(options.address, options.port, options.exposure); !possible)
      return possible;
    initialize_http();
    return open();
  }

  void stop(std::chrono::milliseconds grace) override {
    if (!listener_ || closed_) return;
    closed_ = true;
    auto& admission = state_->admission;
    // trap 21: the library would cut what is on its way, so everything is let out first.
    admission.stop();
    admission.wait_for_requests(grace);
    state_->heart.expire_all();
    admission.wait_for_streams(grace);
    try {
      listener_->close().wait();  // trap 20: never from a handler
    } catch (const std::exception&) {
      // Closing what the library thinks is closed; nothing is left to do about it.
    }
    admission.close();
  }

  std::size_t in_flight() const override { return state_->admission.requests(); }
  std::size_t open_streams() const override { return state_->admission.streams(); }

 private:
  flows::Result<void> open() {
    web::uri_builder uri;
    uri.set_scheme("http").set_host(state_->options.address).set_port(state_->options.port).set_path("/");
    listener_ = std::make_unique<http_listener>(uri.to_uri(), http_listener_config());
    const auto serve = [state = state_](const http_request& message) noexcept {
      const auto exchange = std::make_shared<Exchange>(state, message);
      try {
        exchange->begin(exchange);
      } catch (...) {
        if (exchange->claim()) exchange->fail(describe(std::current_exception()));
      }
    };
    listener_->support(serve);
    // trap 12: the catch-all does not catch these two.
    listener_->support(web::http::methods::TRCE, serve);
    listener_->support(web::http::methods::OPTIONS, serve);
    try {
      listener_->open().wait();
      return {};
    } catch (const std::exception& e) {
      listener_.reset();
      return flows::fail(flows::Errc::Unavailable,
                         "cannot listen on port " + std::to_string(state_->options.port) + ": " + e.what());
    }
  }

  const std::shared_ptr<State> state_;
  std::unique_ptr<http_listener> listener_;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Server> make_server(ServerOptions options, Router router) {
  return std::make_unique<CpprestServer>(std::move(options), std::move(router));
}

void initialize_http(std::size_t threads) {
  // trap 19: forty threads unless told otherwise, and telling it twice throws.
  static std::once_flag once;
  std::call_once(once, [threads] {
    // At least two: closing the listener takes one and waits for what another does.
    const std::size_t wanted = std::thread::hardware_concurrency() + 1;
    crossplat::threadpool::initialize_with_threads(threads != 0 ? threads : std::clamp<std::size_t>(wanted, 3, 8));
  });
}

}  // namespace sportello::webhooks
