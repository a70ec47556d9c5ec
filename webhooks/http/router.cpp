#include "webhooks/http/router.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sportello::webhooks {
namespace {

constexpr std::array kMethods{Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete};

std::size_t index_of(Method method) {
  return static_cast<std::size_t>(method);
}

std::string allowed_methods(const std::array<Handler, kMethods.size()>& handlers) {
  std::string allowed;
  for (const auto method : kMethods) {
    if (!handlers[index_of(method)]) continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += name_of(method);
  }
  return allowed;
}

/// Like split_path, but a final slash counts: "/console/" and "/console" are two paths.
std::string_view next_piece(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto end = std::min(rest.find('/'), rest.size());
  const auto piece = rest.substr(0, end);
  rest.remove_prefix(end);
  return piece;
}

}  // namespace

/// A pattern's handlers, one place for each method.
struct Router::Route {
  std::string pattern;
  std::vector<std::string> names;  ///< of its {parameters}, in order
  std::array<Handler, kMethods.size()> handlers;
};

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::unique_ptr<Node> named;
  std::unique_ptr<Route> wildcard;
  std::unique_ptr<Route> route;

  void list(std::vector<std::string>& operations) const;

  /// The best route for what is left of a path; collects the values of {names} on the way.
  const Route* match(std::string_view rest, std::vector<std::string_view>& values) const {
    if (rest.empty()) return route.get();
    auto tail = rest;
    const auto piece = next_piece(tail);
    if (const auto found = literal.find(piece); found != literal.end()) {
      if (const auto* result = found->second->match(tail, values)) return result;
    }
    if (named && !piece.empty()) {
      values.push_back(piece);
      if (const auto* result = named->match(tail, values)) return result;
      values.pop_back();
    }
    if (wildcard) values.push_back(rest.substr(1));
    return wildcard.get();
  }
};

void Router::Node::list(std::vector<std::string>& operations) const {
  for (const auto* each : {route.get(), wildcard.get()}) {
    if (each == nullptr) continue;
    for (const auto method : kMethods) {
      if (each->handlers[index_of(method)]) operations.push_back(std::string(name_of(method)) + " " + each->pattern);
    }
  }
  for (const auto& [piece, node] : literal) node->list(operations);
  if (named) named->list(operations);
}

std::vector<std::string> Router::operations() const {
  std::vector<std::string> operations;
  root_->list(operations);
  return operations;
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Method method, std::string_view pattern, Handler handler) {
  if (!pattern.starts_with('/')) throw std::logic_error("a route must start with /: " + std::string(pattern));
  std::vector<std::string> names;
  Node* node = root_.get();
  auto* place = &node->route;
  for (auto rest = pattern; !rest.empty();) {
    const auto piece = next_piece(rest);
    if (piece == "*") {
      if (!rest.empty()) throw std::logic_error("only the end of a route may be *: " + std::string(pattern));
      names.emplace_back("*");
      place = &node->wildcard;
      break;
    }
    if (piece.starts_with('{') && piece.ends_with('}')) {
      names.emplace_back(piece.substr(1, piece.size() - 2));
      if (!node->named) node->named = std::make_unique<Node>();
      node = node->named.get();
    } else {
      auto& child = node->literal[std::string(piece)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
    place = &node->route;
  }
  if (!*place) *place = std::make_unique<Route>(Route{std::string(pattern), names, {}});
  if ((*place)->names != names)
    throw std::logic_error("two routes name a segment differently: " + std::string(pattern));
  auto& slot = (*place)->handlers[index_of(method)];
  if (slot) throw std::logic_error("two handlers for " + std::string(name_of(method)) + " " + std::string(pattern));
  slot = std::move(handler);
}

Router::Found Router::find(Method method, std::string_view path) const {
  Found found;
  std::vector<std::string_view> values;
  const auto* route = root_->match(path, values);
  if (route == nullptr) {
    found.refusal = Response::problem(404, "Not found");
    return found;
  }
  found.pattern = route->pattern;
  const auto& handler = route->handlers[index_of(method)];
  if (!handler) {
    found.refusal = Response::problem(405, "Method not allowed").with("Allow", allowed_methods(route->handlers));
    return found;
  }
  found.handler = &handler;
  for (std::size_t i = 0; i < values.size(); ++i) found.params.emplace(route->names[i], values[i]);
  return found;
}

void Router::dispatch(Request request, const Replier& replier) const {
  auto found = find(request.method, request.path);
  if (found.handler == nullptr) {
    replier.send(std::move(found.refusal));
    return;
  }
  request.params = std::move(found.params);
  (*found.handler)(std::move(request), replier);
}

}  // namespace sportello::webhooks
