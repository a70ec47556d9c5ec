#include "tests/support/trap_lab.h"

#include <stdexcept>
#include <utility>

#include "tests/support/test_server.h"

namespace sportello::tests {
namespace {

using webhooks::Method;
using webhooks::Replier;
using webhooks::Request;
using webhooks::Response;

std::string describe(const Request& request) {
  std::string text = "path=" + request.path + "\n";
  for (const auto& [name, value] : request.query) text += "query " + name + "=" + value + "\n";
  text += "remote=" + request.remote + "\nid=" + request.request_id + "\n";
  for (const auto& [name, value] : request.headers) text += "header " + name + "=" + value + "\n";
  return text;
}

}  // namespace

webhooks::Router TrapLab::routes() {
  webhooks::Router router;
  const auto add = [&](Method method, const char* pattern, webhooks::Handler handler) {
    router.add(method, pattern, [this, handler = std::move(handler)](Request request, Replier replier) {
      ++served_;
      handler(std::move(request), std::move(replier));
    });
  };
  add(Method::Get, "/hello", [](const Request&, const Replier& r) { r.send(Response::text("hello")); });
  add(Method::Get, "/metrics", [](const Request&, const Replier& r) { r.send(Response::text("up 1\n")); });
  add(Method::Get, "/fail", [](const Request&, const Replier&) { throw std::runtime_error("failed on purpose"); });
  add(Method::Get, "/forget", [](const Request&, const Replier&) {});
  add(Method::Get, "/html", [](const Request&, const Replier& r) { r.send(Response::html("<p>perché</p>")); });
  add(Method::Get, "/framed", [](const Request&, const Replier& r) {
    r.send(Response::html("<p>framed</p>").with("X-Frame-Options", "SAMEORIGIN"));
  });
  add(Method::Get, "/twice", [](const Request&, const Replier& r) {
    r.send(Response::text("first"));
    r.send(Response::text("second"));
  });
  add(Method::Get, "/cookies", [](const Request&, const Replier& r) {
    r.send(Response::text("two").with("Set-Cookie", "a=1; HttpOnly").with("Set-Cookie", "b=2; Path=/console/"));
  });
  add(Method::Get, "/evil", [](const Request& request, const Replier& r) {
    r.send(Response::text("evil").with("X-Name", std::string(request.query.find("value").value_or(""))));
  });
  add(Method::Get, "/seen/*",
      [](const Request& request, const Replier& r) { r.send(Response::text(describe(request))); });
  add(Method::Post, "/echo", [](Request request, const Replier& r) {
    Response response;
    response.headers.add("Content-Type", "application/octet-stream");
    response.body = std::move(request.body);
    r.send(std::move(response));
  });
  add(Method::Post, "/length",
      [](const Request& request, const Replier& r) { r.send(Response::text(std::to_string(request.body.size()))); });
  add(Method::Get, "/hold", [this](const Request&, const Replier& r) {
    const std::lock_guard lock(mutex_);
    held_.push_back(r);
  });
  for (const auto* path : {"/events", "/api/v1/events"}) {
    add(Method::Get, path, [this](const Request&, const Replier& r) {
      Response head;
      head.headers.add("Content-Type", "text/event-stream");
      if (auto stream = r.stream(std::move(head))) {
        const std::lock_guard lock(mutex_);
        stream_ = std::move(stream);
      }
    });
  }
  return router;
}

bool TrapLab::wait_for_held(std::size_t count) const {
  return eventually([this, count] {
    const std::lock_guard lock(mutex_);
    return held_.size() >= count;
  });
}

void TrapLab::release(const std::string& text) {
  std::vector<Replier> held;
  {
    const std::lock_guard lock(mutex_);
    held.swap(held_);
  }
  for (const auto& replier : held) replier.send(Response::text(text));
}

std::shared_ptr<webhooks::EventStream> TrapLab::stream() const {
  std::shared_ptr<webhooks::EventStream> stream;
  eventually([&] {
    const std::lock_guard lock(mutex_);
    stream = stream_;
    return stream != nullptr;
  });
  if (!stream) throw std::runtime_error("no stream was opened");
  return stream;
}

void TrapLab::forget_streams() {
  const std::lock_guard lock(mutex_);
  stream_.reset();
}

}  // namespace sportello::tests
