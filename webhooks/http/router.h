/// Which handler answers which path. Built once before the server starts, read-only afterwards.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "webhooks/http/message.h"
#include "webhooks/http/replier.h"

namespace sportello::webhooks {

/// Called on one of the server's threads; must not block: whatever waits goes to another thread with the Replier.
/// What it throws becomes a 500 and a log line.
using Handler = std::function<void(Request, Replier)>;

class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  /// Pieces of the pattern are literal, "{name}" for one segment, or a final "*" for the rest, at least "/" (its text
  /// is param "*"). Literal pieces win over {names}, those over "*". A pattern given twice for a method is a bug and
  /// throws std::logic_error.
  void add(Method method, std::string_view pattern, Handler handler);

  /// What a request meets.
  struct Found {
    const Handler* handler = nullptr;  ///< null: `refusal` is the answer
    std::string_view pattern;          ///< lives as long as the router
    std::map<std::string, std::string, std::less<>> params;
    Response refusal;  ///< 404, or 405 with Allow
  };
  Found find(Method method, std::string_view path) const;

  /// "GET /api/v1/tickets/{code}" for each handler, in no order.
  std::vector<std::string> operations() const;

  /// Finds and calls. For tests of handlers; a server does the same.
  void dispatch(Request request, const Replier& replier) const;

 private:
  struct Route;
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace sportello::webhooks
