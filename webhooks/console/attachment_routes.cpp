#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/console/media_type.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

constexpr std::streamoff kSniffed = 16;
/// A range answers at most so much at once; players ask for the rest. Keeps many players from filling the memory.
constexpr std::uint64_t kLargestRange = 4 * 1024 * 1024;

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< included
};

enum class RangeFault { Ignored, Unsatisfiable };

std::optional<std::uint64_t> read_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

/// One range of bytes (RFC 9110, 14.1.2). Several at once, other units and bad grammar are ignored, as a server may.
std::variant<Range, RangeFault> read_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return RangeFault::Ignored;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return RangeFault::Ignored;
  const auto first = read_number(header.substr(0, dash));
  const auto last = read_number(header.substr(dash + 1));
  if (!first && !last) return RangeFault::Ignored;
  if (!first) {  // the last so many bytes
    if (*last == 0 || size == 0) return RangeFault::Unsatisfiable;
    const auto length = std::min(*last, size);
    return Range{size - length, size - 1};
  }
  if ((dash + 1 < header.size() && !last) || (last && *last < *first)) return RangeFault::Ignored;
  if (*first >= size) return RangeFault::Unsatisfiable;
  return Range{*first, std::min(last.value_or(size - 1), size - 1)};
}

/// "inline; filename=…": the plain form for old programs, the other one for every name (RFC 6266).
std::string disposition(Showing showing, std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const bool safe = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
    plain += safe ? c : '_';
  }
  return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", showing == Showing::InPage ? "inline" : "attachment",
                     plain, encode_component(name));
}

std::string extension_of(std::string_view mime) {
  if (mime == "image/jpeg") return ".jpg";
  if (mime == "audio/mpeg") return ".mp3";
  if (mime == "audio/mp4") return ".m4a";
  if (mime == "application/octet-stream") return ".bin";
  return "." + std::string(mime.substr(mime.find('/') + 1));
}

std::string name_of(const storage::AttachmentRow& row, std::string_view mime) {
  if (!row.filename.empty()) return row.filename;
  return fmt::format("{}-{}{}", row.kind, row.id.value, extension_of(mime));
}

std::string read_part(std::ifstream& file, std::uint64_t first, std::uint64_t length) {
  std::string bytes(length, '\0');
  file.seekg(static_cast<std::streamoff>(first));
  file.read(bytes.data(), static_cast<std::streamsize>(length));
  if (!file) throw std::runtime_error("a media file could not be read to its end");
  return bytes;
}

/// A customer's file runs no script, is taken for nothing else, and goes to no other site.
Headers harmless(const std::string& mime) {
  return {
      {"Content-Type", mime},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "private, max-age=3600"},
  };
}

Response serve(const Request& request, const storage::AttachmentRow& row, std::ifstream& file, std::uint64_t size) {
  const auto start = read_part(file, 0, std::min<std::uint64_t>(size, kSniffed));
  const auto type = media_type(start, row.mime);

  Response response;
  response.headers = harmless(type.mime);
  response.headers.add("Content-Disposition", disposition(type.showing, name_of(row, type.mime)));
  response.headers.add("Accept-Ranges", "bytes");
  Range range{0, size == 0 ? 0 : size - 1};
  if (const auto header = request.headers.find("Range")) {
    const auto asked = read_range(*header, size);
    if (std::holds_alternative<Range>(asked)) {
      range = std::get<Range>(asked);
      range.last = std::min(range.last, range.first + kLargestRange - 1);
      response.status = 206;
      response.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, size));
    } else if (std::get<RangeFault>(asked) == RangeFault::Unsatisfiable) {
      return Response::problem(416, "Range not satisfiable").with("Content-Range", fmt::format("bytes */{}", size));
    }
  }
  if (size > 0) response.body = read_part(file, range.first, range.last - range.first + 1);
  return response;
}

Response nothing(std::string text) {
  return problem(flows::fail(flows::Errc::NotFound, std::move(text)));
}

/// The stored file that the path names.
std::variant<storage::AttachmentRow, Response> find_stored(const ApiCall& call) {
  const auto id = read_number(call.request.param("id"));
  if (!id || *id > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return nothing("There is no such attachment.");
  auto row = call.reader.attachment({static_cast<std::int64_t>(*id)});
  if (!row) return nothing("There is no such attachment.");
  if (row->state != "stored") return nothing("The file is not here (yet).");
  return std::move(*row);
}

Response show_attachment(const Api& api, const ApiCall& call) {
  const auto found = find_stored(call);
  if (const auto* none = std::get_if<Response>(&found)) return *none;
  const auto& row = std::get<storage::AttachmentRow>(found);
  if (!api.options.media_path) return nothing("The file is not here (yet).");
  const auto path = api.options.media_path(row.sha256);
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!file || error) return nothing("The file is not in the media store any more.");
  return serve(call.request, row, file, size);
}

Response small_picture(flows::Result<std::string> picture) {
  if (!picture) {
    const bool none = picture.error().code == flows::Errc::Invalid;
    return none ? nothing("This file has no small picture.") : problem(picture.error());
  }
  Response response;
  response.headers = harmless("image/webp");
  response.headers.add("Content-Disposition", "inline");
  response.body = std::move(*picture);
  return response;
}

void show_thumbnail(const Api& api, const ApiCall& call) {
  const auto refuse = [&](Response why) { call.replier.send(std::move(why)); };
  const auto found = find_stored(call);
  if (const auto* none = std::get_if<Response>(&found)) return refuse(*none);
  if (!api.options.thumbnail) return refuse(nothing("This file has no small picture."));
  const bool taken = api.options.thumbnail(
      std::get<storage::AttachmentRow>(found).sha256,
      [replier = call.replier](flows::Result<std::string> picture) { replier.send(small_picture(std::move(picture))); });
  if (!taken) refuse(too_busy());
}

constexpr std::size_t kLongestFileName = 120;

/// Puts a file on the ticket, to be sent with a quote. The body is the file itself.
void upload(Api& api, const ApiCall& call) {
  const auto refuse = [&](flows::Errc code, std::string text, flows::CodedText reason = {}) {
    call.refuse(flows::fail(code, std::move(text), std::move(reason)));
  };
  const std::string code(call.request.param("code"));
  if (!call.reader.ticket(code)) return refuse(flows::Errc::NotFound, "There is no ticket with this code.");
  const auto name =
      flows::shorten(flows::clean_text(call.request.query.find("filename").value_or("")), kLongestFileName);
  if (name.empty()) return refuse(flows::Errc::Invalid, "\"filename\" is missing.");
  const auto& bytes = call.request.body;
  const auto declared = call.request.headers.find("Content-Type").value_or("");
  const auto type = media_type(std::string_view(bytes).substr(0, kSniffed), declared);
  if (type.mime != "application/pdf" && type.mime != "image/jpeg" && type.mime != "image/png") {
    return refuse(flows::Errc::Invalid, "The file is no PDF, JPEG or PNG, or Content-Type does not say so.",
                  {"file_no_document"});
  }
  if (!api.options.keep_media) return refuse(flows::Errc::Unavailable, "Files cannot be kept here.");
  const auto kept = api.options.keep_media(bytes);
  if (!kept) return refuse(kept.error().code, kept.error().text);
  TicketAction action{.code = code,
                      .verb = AttachFile{.sha256 = *kept,
                                         .mime = type.mime,
                                         .filename = name,
                                         .size = static_cast<std::int64_t>(bytes.size())},
                      .who = call.visitor.who,
                      .idempotency_key = std::string(call.request.headers.find("Idempotency-Key").value_or(""))};
  const bool taken = api.desk.act(std::move(action), [&api, replier = call.replier, id = call.request.request_id](
                                                         const flows::Result<ActionDone>& done) {
    if (!done) {
      replier.send(problem(done.error()));
      return;
    }
    api.answer(id, replier, [attachment = done->attachment](storage::Reader& reader) {
      const auto row = attachment ? reader.attachment(*attachment) : std::nullopt;
      if (!row) return problem(flows::fail(flows::Errc::Conflict, "The file is on the ticket already.", {"file_there"}));
      return api_json(attachment_json(*row), 201);
    });
  });
  if (!taken) call.replier.send(too_busy());
}

}  // namespace

void add_attachment_routes(Api& api, Router& router) {
  api.post(router, "/tickets/{code}/attachments", [&api](const ApiCall& call) { upload(api, call); });
  api.get(router, "/attachments/{id}", [&api](const ApiCall& call) { call.replier.send(show_attachment(api, call)); });
  api.get(router, "/attachments/{id}/thumbnail", [&api](const ApiCall& call) { show_thumbnail(api, call); });
}

}  // namespace sportello::webhooks
