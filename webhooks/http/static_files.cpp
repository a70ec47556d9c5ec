#include "webhooks/http/static_files.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace sportello::webhooks {
namespace {

/// What one address can answer.
struct Served {
  std::string_view content;
  std::string_view compressed;  ///< gzip; empty when there is none
  std::string type;
  std::string version;  ///< the first digits of its SHA-256, as build.mjs stamps them
};
using Files = std::map<std::string, Served, std::less<>>;

constexpr std::size_t kVersionDigits = 12;

std::string version_of(std::string_view content) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(content.data()), content.size());
  std::array<char, hash.size() * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return {hex.data(), kVersionDigits};
}

std::string type_of(std::string_view name) {
  static const std::map<std::string_view, std::string_view> kTypes{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json"},
      {"yaml", "application/yaml"},
      {"txt", "text/plain; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"webp", "image/webp"},
      {"ico", "image/x-icon"},
      {"ogg", "audio/ogg"},
      {"pdf", "application/pdf"},
      {"woff2", "font/woff2"},
      {"webmanifest", "application/manifest+json"},
  };
  const auto dot = name.rfind('.');
  const auto found = dot == std::string_view::npos ? kTypes.end() : kTypes.find(name.substr(dot + 1));
  return std::string(found == kTypes.end() ? "application/octet-stream" : found->second);
}

Files read_files(std::span<const embedded::File> files) {
  Files served;
  for (const auto& file : files) {
    if (file.name.ends_with(".gz")) continue;
    served.emplace(file.name, Served{file.content, {}, type_of(file.name), version_of(file.content)});
  }
  for (const auto& file : files) {
    if (!file.name.ends_with(".gz")) continue;
    const auto plain = served.find(file.name.substr(0, file.name.size() - 3));
    // Small files grow when they are compressed.
    if (plain != served.end() && file.content.size() < plain->second.content.size())
      plain->second.compressed = file.content;
  }
  return served;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Calls `visit` with each element of a comma-separated header until it returns true.
template <class Visit>
bool any_element(std::string_view header, Visit visit) {
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    if (visit(trimmed(header.substr(0, end)))) return true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

bool takes_gzip(const Request& request) {
  return any_element(request.headers.find("Accept-Encoding").value_or(""), [](std::string_view element) {
    const auto semicolon = element.find(';');
    if (trimmed(element.substr(0, semicolon)) != "gzip") return false;
    const auto weight = semicolon == std::string_view::npos ? "" : trimmed(element.substr(semicolon + 1));
    return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000";
  });
}

bool has_already(const Request& request, std::string_view tag) {
  return any_element(request.headers.find("If-None-Match").value_or(""), [tag](std::string_view element) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    return element == tag || element == "*";
  });
}

Response answer(const Request& request, const Served& file) {
  const bool gzip = !file.compressed.empty() && takes_gzip(request);
  const auto tag = '"' + file.version + (gzip ? "-gzip" : "") + '"';
  const bool stamped = request.query.find("v") == file.version;

  Response response;
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", stamped ? "public, max-age=31536000, immutable" : "no-cache");
  if (!file.compressed.empty()) response.headers.add("Vary", "Accept-Encoding");
  add_page_headers(response);
  if (has_already(request, tag)) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", file.type);
  if (gzip) response.headers.add("Content-Encoding", "gzip");
  response.body = gzip ? file.compressed : file.content;
  return response;
}

bool looks_like_a_file(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.find('.', slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
}

}  // namespace

void add_page_headers(Response& response, std::string_view policy) {
  response.headers.add("Content-Security-Policy", std::string(policy));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("X-Frame-Options", "SAMEORIGIN");
  response.headers.add("Referrer-Policy", "same-origin");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
}

void mount_static(Router& router, std::string_view prefix, std::span<const embedded::File> files,
                  UnknownPaths unknown) {
  const auto served = std::make_shared<const Files>(read_files(files));
  const auto respond = [served, unknown](const Request& request, std::string_view name, const Replier& replier) {
    auto file = served->find(name.empty() ? "index.html" : name);
    if (file == served->end() && unknown == UnknownPaths::ShowPage && !looks_like_a_file(name))
      file = served->find("index.html");
    replier.send(file == served->end() ? Response::problem(404, "Not found") : answer(request, file->second));
  };
  const std::string base(prefix);
  if (!base.empty()) {
    router.add(Method::Get, base,
               [base](const Request&, const Replier& replier) { replier.send(Response::redirect(base + "/", 308)); });
  }
  router.add(Method::Get, base + "/",
             [respond](const Request& request, const Replier& replier) { respond(request, "", replier); });
  router.add(Method::Get, base + "/*", [respond](const Request& request, const Replier& replier) {
    respond(request, request.param("*"), replier);
  });
}

Handler static_file(std::span<const embedded::File> files, std::string_view name) {
  auto served = read_files(files);
  const auto found = served.find(name);
  if (found == served.end()) throw std::out_of_range("no embedded file '" + std::string(name) + "'");
  return [file = std::move(found->second)](const Request& request, const Replier& replier) {
    replier.send(answer(request, file));
  };
}

}  // namespace sportello::webhooks
