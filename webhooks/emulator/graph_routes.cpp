#include <fmt/chrono.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "webhooks/emulator/graph.h"
#include "webhooks/emulator/routes.h"
#include "webhooks/emulator/say.h"

namespace sportello::webhooks::emulator {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string token_of(const Request& request) {
  const std::string_view header = request.headers.find("Authorization").value_or("");
  if (header.starts_with(kBearer)) return std::string(header.substr(kBearer.size()));
  return std::string(request.query.find("access_token").value_or(""));
}

/// "v26.0/1098/messages" → "1098/messages"; a path without a version is served as well.
std::string without_version(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  const bool version = path.size() > 2 && path[0] == 'v' && path[1] >= '0' && path[1] <= '9';
  if (version) path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

/// The moment as HTTP's Date header writes it.
std::string http_date(flows::Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

void send(Engine& engine, const Replier& replier, GraphReply reply, flows::Instant at) {
  if (reply.way == GraphReply::Way::Silence) return engine.hold(replier);
  if (reply.way == GraphReply::Way::Cut) {
    Response head;
    head.headers.add("Content-Type", "application/json");
    if (const auto stream = replier.stream(std::move(head))) {
      stream->write(R"({"messaging_product":"what)");
      stream->close();
    }
    return;
  }
  Response response = Response::json(std::move(reply.body), reply.status);
  response.headers.add("facebook-api-version", "v26.0");
  response.headers.add("Date", http_date(at));
  if (reply.retry_after > 0) response.headers.add("Retry-After", std::to_string(reply.retry_after));
  replier.send(std::move(response));
}

void serve_graph(Engine& engine, Request request, const Replier& replier) {
  GraphCall call{.method = request.method,
                 .path = without_version(request.param("*")),
                 .query = std::move(request.query),
                 .token = {},
                 .content_type = std::string(request.headers.find("Content-Type").value_or("")),
                 .body = std::move(request.body)};
  Request head;
  head.headers = std::move(request.headers);
  head.query = call.query;
  call.token = token_of(head);
  GraphReply reply;
  flows::Instant at;
  engine.run([&](World& world, Moment now, Effects& effects) {
    reply = answer_graph(world, call, now, effects);
    at = now.wall;
  });
  send(engine, replier, std::move(reply), at);
}

/// "bytes=0-499" of a file of that size; nullopt for what cannot be satisfied or is not asked for.
std::optional<std::pair<std::size_t, std::size_t>> range_of(std::string_view header, std::size_t size) {
  if (!header.starts_with("bytes=") || size == 0) return std::nullopt;
  header.remove_prefix(6);
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  std::size_t first = 0;
  std::size_t last = size - 1;
  std::from_chars(header.data(), header.data() + dash, first);
  std::from_chars(header.data() + dash + 1, header.data() + header.size(), last);
  if (first >= size || last < first) return std::nullopt;
  return std::pair{first, std::min(last, size - 1)};
}

Response bytes_reply(std::string bytes, const std::string& mime, std::string_view range) {
  Response response;
  response.headers.add("Content-Type", mime);
  response.headers.add("Accept-Ranges", "bytes");
  if (const auto asked = range_of(range, bytes.size())) {
    response.status = 206;
    response.headers.add("Content-Range", "bytes " + std::to_string(asked->first) + "-" +
                                              std::to_string(asked->second) + "/" + std::to_string(bytes.size()));
    bytes = bytes.substr(asked->first, asked->second - asked->first + 1);
  }
  response.body = std::move(bytes);
  return response;
}

/// What stands behind a media URL: 401 without the token, 404 once it is five minutes old.
void serve_media(Engine& engine, const Request& request, const Replier& replier) {
  const std::string id(request.param("id"));
  const std::string until(request.query.find("ext").value_or(""));
  const std::string hash(request.query.find("hash").value_or(""));
  const std::string token = token_of(request);
  int refused = 0;
  std::string mime;
  engine.run([&](World& world, Moment now, Effects&) {
    const auto media = world.media.find(id);
    const auto fault = take_fault(world, "download", "");
    if (token != world.access_token.reveal() || world.token_dead) {
      refused = 401;
    } else if (fault) {
      refused = fault->fault.http_status == 0 ? 500 : fault->fault.http_status;
    } else if (media == world.media.end() ||
               check_media_url(world, media->second, until, hash, now) != MediaTicket::Good) {
      refused = 404;
    } else {
      mime = media->second.mime;
    }
  });
  if (refused != 0) {
    replier.send(Response::text("", refused));
    return;
  }
  auto bytes = engine.read_media(id);
  if (!bytes) {
    replier.send(Response::text("", 404));
    return;
  }
  replier.send(bytes_reply(std::move(*bytes), mime, request.headers.find("Range").value_or("")));
}

}  // namespace

void mount_graph(Router& router, Engine& engine) {
  for (const Method method : {Method::Get, Method::Post, Method::Delete}) {
    router.add(method, "/emulator/graph/*", [&engine](Request request, const Replier& replier) {
      serve_graph(engine, std::move(request), replier);
    });
  }
  router.add(Method::Get, "/emulator/media/{id}",
             [&engine](const Request& request, const Replier& replier) { serve_media(engine, request, replier); });
  // The phone sees every file of its chats; it has no token.
  router.add(Method::Get, "/emulator/api/media/{id}", [&engine](const Request& request, const Replier& replier) {
    if (from_elsewhere(request)) {
      replier.send(Response::problem(403, "Not from another site"));
      return;
    }
    const std::string id(request.param("id"));
    std::string mime;
    engine.run([&](World& world, Moment, Effects&) {
      const auto media = world.media.find(id);
      if (media != world.media.end()) mime = media->second.mime;
    });
    auto bytes = mime.empty() ? std::nullopt : engine.read_media(id);
    if (!bytes) {
      replier.send(Response::problem(404, "No such medium"));
      return;
    }
    Response response = bytes_reply(std::move(*bytes), mime, request.headers.find("Range").value_or(""));
    const bool harmless = mime.starts_with("image/") || mime.starts_with("audio/") || mime.starts_with("video/");
    if (!harmless || mime.starts_with("image/svg")) response.headers.add("Content-Disposition", "attachment");
    replier.send(
        std::move(response).with("X-Content-Type-Options", "nosniff").with("Content-Security-Policy", "sandbox"));
  });
}

}  // namespace sportello::webhooks::emulator
