// The client port over cpprestsdk's http_client. The numbers behind the word "trap" are the rows of docs/http-traps.md.
#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "webhooks/http/client.h"
#include "webhooks/http/failure.h"
#include "webhooks/http/message_check.h"
#include "webhooks/http/server.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::client::http_client;
using web::http::client::http_client_config;
using Clock = std::chrono::steady_clock;
using Streambuf = concurrency::streams::details::streambuf_state_manager<std::uint8_t>;

/// How long a cancelled call may take to end; what hangs longer is a name look-up, which nothing can cancel (trap 32).
constexpr std::chrono::seconds kPatience{1};
/// A connection idle for longer may have been closed by the other side, and a call that finds out has an unknown
/// outcome (trap 30). Opening a new one costs less than that.
constexpr std::chrono::seconds kReuse{10};
/// The library's own time-out is per step and starts again at every chunk (trap 32); ours is what counts.
constexpr std::chrono::minutes kStep{10};
constexpr std::size_t kPiece = 64 * 1024;
/// A reply no larger is handed over once, when it has ended.
constexpr std::size_t kHeld = 16 * 1024;
constexpr std::size_t kMaxOrigins = 8;

struct Stopped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// trap 34: one call under way. The library's threads write the reply's body into it piece by piece, and the caller's thread
/// takes what has come before more than a little is read: nothing piles up, and the sink runs where it may block. It is
/// shared, so that a call which is abandoned can still end.
class Transfer final : public Streambuf {
 public:
  Transfer() : Streambuf(std::ios_base::out) {}
  ~Transfer() override = default;

  // Called by the library's threads.

  void begin(const http_response& response) {
    std::unique_lock lock(mutex_);
    begun_ = true;
    status_ = response.status_code();
    for (const auto& [name, value] : response.headers()) headers_.add(name, value);
    tell(lock);
  }
  /// The request's last byte has left.
  void mark_sent() { sent_ = true; }
  void end(std::exception_ptr failure) {
    std::unique_lock lock(mutex_);
    ended_ = true;
    failure_ = std::move(failure);
    tell(lock);
  }

  // Called by the caller's thread.

  enum class Wake { Piece, End, Late };
  Wake wait(Clock::time_point until) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, until, [this] { return is_news(); })) return Wake::Late;
    return piece_.empty() ? Wake::End : Wake::Piece;
  }
  std::string_view piece() const { return piece_; }
  /// Lets the library go on, or fail when there is a reason.
  void release_piece(const std::exception_ptr& failure = nullptr) {
    std::unique_lock lock(mutex_);
    piece_.clear();
    const auto size = std::exchange(held_up_, 0);
    const auto taken = taken_;
    lock.unlock();
    if (size == 0) return;
    if (failure) {
      taken.set_exception(failure);
    } else {
      taken.set(size);
    }
  }
  /// From now on whatever comes is refused.
  void abandon() {
    std::unique_lock lock(mutex_);
    abandoned_ = true;
    lock.unlock();
    release_piece(std::make_exception_ptr(Stopped("the call was given up")));
  }

  bool sent() const { return sent_; }
  int status() const { return status_; }
  Headers& headers() { return headers_; }
  const std::exception_ptr& failure() const { return failure_; }

  // The stream of which only writing is used.

  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  std::size_t buffer_size(std::ios_base::openmode) const override { return 0; }
  void set_buffer_size(std::size_t, std::ios_base::openmode) override {}
  std::size_t in_avail() const override { return 0; }
  pos_type getpos(std::ios_base::openmode) const override { return pos_type(traits::eof()); }
  pos_type seekpos(pos_type, std::ios_base::openmode) override { return pos_type(traits::eof()); }
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override {
    return pos_type(traits::eof());
  }
  bool acquire(std::uint8_t*&, std::size_t&) override { return false; }
  void release(std::uint8_t*, std::size_t) override {}

 protected:
  pplx::task<std::size_t> _putn(const std::uint8_t* data, std::size_t size) override {
    std::unique_lock lock(mutex_);
    if (abandoned_) return pplx::task_from_exception<std::size_t>(Stopped("the call was given up"));
    piece_.append(reinterpret_cast<const char*>(data), size);
    if (piece_.size() <= kHeld) return pplx::task_from_result(size);
    held_up_ = size;
    taken_ = {};
    const auto taken = taken_;
    tell(lock);
    return pplx::create_task(taken);
  }
  pplx::task<int_type> _putc(std::uint8_t) override { return end_of_stream(); }
  pplx::task<int_type> _bumpc() override { return end_of_stream(); }
  int_type _sbumpc() override { return traits::eof(); }
  pplx::task<int_type> _getc() override { return end_of_stream(); }
  int_type _sgetc() override { return traits::eof(); }
  pplx::task<int_type> _nextc() override { return end_of_stream(); }
  pplx::task<int_type> _ungetc() override { return end_of_stream(); }
  pplx::task<std::size_t> _getn(std::uint8_t*, std::size_t) override { return pplx::task_from_result<std::size_t>(0); }
  std::size_t _scopy(std::uint8_t*, std::size_t) override { return 0; }
  pplx::task<bool> _sync() override { return pplx::task_from_result(true); }
  std::uint8_t* _alloc(std::size_t) override { return nullptr; }
  void _commit(std::size_t) override {}

 private:
  bool is_news() const { return ended_ || (begun_ && held_up_ > 0); }
  /// Wakes the caller's thread when there is something for it, and not to find the lock taken.
  void tell(std::unique_lock<std::mutex>& lock) {
    const bool news = is_news();
    lock.unlock();
    if (news) changed_.notify_all();
  }

  static pplx::task<int_type> end_of_stream() { return pplx::task_from_result<int_type>(traits::eof()); }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string piece_;         ///< what has come and was not taken
  std::size_t held_up_ = 0;   ///< bytes of the write that waits until it is
  pplx::task_completion_event<std::size_t> taken_;
  bool begun_ = false;  ///< the body may come before the head's continuation has run
  bool abandoned_ = false;
  bool ended_ = false;
  std::exception_ptr failure_;
  std::atomic<bool> sent_{false};
  int status_ = 0;
  Headers headers_;
};

flows::Error invalid(std::string text) {
  return flows::fail(flows::Errc::Invalid, std::move(text));
}

flows::Result<Url> check(const Call& call) {
  auto url = parse_url(call.url);
  if (!url) return url;
  if (url->target.starts_with("//")) return invalid("the URL's path begins with two slashes");
  if (call.method == Method::Get && !call.body.empty()) return invalid("a GET has no body");
  for (const auto& [name, value] : call.headers) {
    // trap 14: the library would send what breaks the line. trap 35: a Host of one's own changes whose certificate is
    // accepted.
    if (!is_token(name) || !is_sendable_value(value)) return invalid("the header " + name + " cannot be sent");
    for (const auto* own : {"Host", "Content-Length", "Transfer-Encoding", "Connection"}) {
      if (same_name(name, own)) return invalid(name + " is not for the caller to set");
    }
  }
  return url;
}

/// trap 30: on a connection that turns out to be closed the library sends the request again, unless its body cannot be
/// rewound. So everything but a GET has such a body, an empty one if need be.
http_request to_cpprest(const Call& call, const std::string& target, const std::string& user_agent,
                        const std::shared_ptr<Transfer>& transfer) {
  http_request request(name_of(call.method));
  request.set_request_uri(web::uri(target));
  auto& headers = request.headers();
  headers["User-Agent"] = user_agent;
  for (const auto& [name, value] : call.headers) headers[name] = value;
  if (call.method != Method::Get) {
    concurrency::streams::producer_consumer_buffer<std::uint8_t> body;
    if (!call.body.empty()) {
      auto* place = body.alloc(call.body.size());
      std::copy(call.body.begin(), call.body.end(), place);
      body.commit(call.body.size());
    }
    body.close(std::ios_base::out).then([](const pplx::task<void>& closed) { closed.wait(); });
    const auto type = call.headers.find("Content-Type").value_or("application/octet-stream");
    request.set_body(body.create_istream(), call.body.size(), std::string(type));
  }
  request.set_progress_handler(
      [transfer, size = call.body.size()](web::http::message_direction::direction way, utility::size64_t bytes) {
        if (way == web::http::message_direction::upload && bytes >= size) transfer->mark_sent();
      });
  request.set_response_stream(
      concurrency::streams::streambuf<std::uint8_t>(
          std::static_pointer_cast<concurrency::streams::details::basic_streambuf<std::uint8_t>>(transfer))
          .create_ostream());
  return request;
}

class CpprestClient final : public Client {
 public:
  explicit CpprestClient(ClientOptions options) : options_(std::move(options)) { initialize_http(); }

  flows::Result<Reply> send(const Call& call, std::chrono::milliseconds deadline) override {
    Reply reply;
    bool too_large = false;
    const auto keep = [&](std::string_view piece) {
      too_large = reply.body.size() + piece.size() > options_.max_reply;
      if (!too_large) reply.body += piece;
      return !too_large;
    };
    const auto done = transfer(call, deadline, keep);
    if (too_large) {
      return flows::fail(flows::Errc::OutcomeUnknown,
                         "the answer is larger than " + std::to_string(options_.max_reply) + " bytes");
    }
    if (!done) return done.error();
    reply.status = (*done)->status();
    reply.headers = std::move((*done)->headers());
    return reply;
  }

  flows::Result<Download> download(const Call& call, const Sink& sink, std::uint64_t max_bytes,
                                   std::chrono::milliseconds deadline) override {
    Download result;
    bool too_large = false;
    bool stopped = false;
    std::size_t passed_over = 0;
    std::shared_ptr<Transfer> under_way;
    const auto pass = [&](std::string_view piece) {
      if (under_way->status() != 200) return (passed_over += piece.size()) <= options_.max_reply;
      result.bytes += piece.size();
      too_large = result.bytes > max_bytes;
      stopped = !too_large && !sink(piece);
      return !too_large && !stopped;
    };
    const auto done = transfer(call, deadline, pass, &under_way);
    if (too_large) return invalid("more than " + std::to_string(max_bytes) + " bytes");
    if (stopped) return invalid("the download was stopped");
    if (!done) return done.error();
    result.status = (*done)->status();
    result.headers = std::move((*done)->headers());
    return result;
  }

 private:
  struct Warm {
    std::unique_ptr<http_client> client;
    Clock::time_point last_used;
  };

  flows::Result<std::shared_ptr<Transfer>> transfer(const Call& call, std::chrono::milliseconds deadline,
                                                    const Sink& sink, std::shared_ptr<Transfer>* under_way = nullptr) {
    const auto until = Clock::now() + deadline;
    const auto url = check(call);
    if (!url) return url.error();
    const auto origin = url->origin();
    const auto transfer = std::make_shared<Transfer>();
    if (under_way != nullptr) *under_way = transfer;
    pplx::cancellation_token_source stop;
    try {
      // trap 16: the last link takes the task and swallows what it has kept.
      client_for(origin)
          .request(to_cpprest(call, url->target, options_.user_agent, transfer), stop.get_token())
          .then([transfer](const http_response& response) {
            transfer->begin(response);
            return response.content_ready();
          })
          .then([transfer](const pplx::task<http_response>& done) {
            try {
              done.get();
              transfer->end(nullptr);
            } catch (...) {
              transfer->end(std::current_exception());
            }
          });
    } catch (const std::exception& e) {
      clients_.erase(origin);
      return invalid(std::string("the call cannot be made: ") + e.what());
    }

    bool ended = false;
    try {
      ended = follow(*transfer, sink, until);
    } catch (...) {
      give_up(origin, stop, *transfer);
      throw;
    }
    if (!ended) give_up(origin, stop, *transfer);
    if (ended && !transfer->failure()) return transfer;
    // trap 31: the pool may now hold a socket that was never connected, and the next call would get it.
    clients_.erase(origin);
    if (transfer->sent()) {
      return flows::fail(flows::Errc::OutcomeUnknown,
                         ended ? "no complete answer: " + describe(transfer->failure()) : "no answer in time");
    }
    if (!ended) return flows::fail(flows::Errc::Timeout, "not sent in time");
    return flows::fail(flows::Errc::Unavailable, "not sent: " + describe(transfer->failure()));
  }

  void give_up(const std::string& origin, const pplx::cancellation_token_source& stop, Transfer& transfer) {
    stop.cancel();
    transfer.abandon();
    transfer.wait(Clock::now() + kPatience);
    clients_.erase(origin);
  }

  /// Takes pieces until the end; false when the time is over first.
  static bool follow(Transfer& transfer, const Sink& sink, Clock::time_point until) {
    for (;;) {
      switch (transfer.wait(until)) {
        case Transfer::Wake::End:
          return true;
        case Transfer::Wake::Late:
          return false;
        case Transfer::Wake::Piece:
          if (Clock::now() >= until) return false;
          transfer.release_piece(sink(transfer.piece()) ? nullptr : std::make_exception_ptr(Stopped("stopped")));
      }
    }
  }

  /// trap 36: one pool for each origin and thread, few origins, and none that was idle for long.
  http_client& client_for(const std::string& origin) {
    const auto now = Clock::now();
    std::erase_if(clients_, [now](const auto& item) { return now - item.second.last_used > kReuse; });
    if (clients_.size() >= kMaxOrigins && !clients_.contains(origin)) clients_.clear();
    auto& warm = clients_[origin];
    if (!warm.client) warm.client = std::make_unique<http_client>(web::uri(origin), config());
    warm.last_used = now;
    return *warm.client;
  }

  http_client_config config() const {
    http_client_config config;
    config.set_max_redirects(0);  // trap 33: it would take the Authorization header to any host
    config.set_timeout(kStep);
    config.set_chunksize(kPiece);
    // trap 35: verification is on by default, and nothing here can turn it off.
    config.set_ssl_context_callback([](boost::asio::ssl::context& context) {
      SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    });
    if (options_.proxy) config.set_proxy(web::web_proxy(web::uri(*options_.proxy)));
    return config;
  }

  const ClientOptions options_;
  std::map<std::string, Warm> clients_;
};

}  // namespace

std::unique_ptr<Client> make_client(ClientOptions options) {
  return std::make_unique<CpprestClient>(std::move(options));
}

}  // namespace sportello::webhooks
