#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/console/media_type.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_actions.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kTicketsOnPage = 50;
constexpr int kMostTicketsOnPage = 200;
constexpr std::size_t kLongestTicketSearch = 200;
constexpr std::size_t kLongestKey = 200;
constexpr std::size_t kSniffedOfUpload = 16;

constexpr std::array<std::string_view, 8> kStatuses{"registered", "taken",  "waiting_customer", "second_level",
                                                    "planned",    "quoted", "resolved",         "closed"};

/// "a,b" and repeated parameters mean the same.
flows::Result<std::vector<std::string>> read_statuses(const Request& request) {
  std::vector<std::string> statuses;
  for (auto list : request.query.all("status")) {
    while (!list.empty()) {
      const auto end = std::min(list.find(','), list.size());
      const auto status = list.substr(0, end);
      list.remove_prefix(std::min(end + 1, list.size()));
      if (std::find(kStatuses.begin(), kStatuses.end(), status) == kStatuses.end())
        return flows::fail(flows::Errc::Invalid, "There is no status \"" + std::string(status) + "\".");
      statuses.emplace_back(status);
    }
  }
  return statuses;
}

flows::Result<storage::TicketFilter> read_filter(const Request& request) {
  storage::TicketFilter filter;
  auto statuses = read_statuses(request);
  if (!statuses) return statuses.error();
  filter.statuses = std::move(*statuses);
  if (const auto business = request.query.find("business"); business && !business->empty())
    filter.business = flows::BusinessId{std::string(*business)};
  if (const auto assignee = request.query.find("assignee"); assignee && !assignee->empty())
    filter.assignee = std::string(*assignee);
  if (const auto words = request.query.find("q"))
    filter.text = flows::shorten(flows::clean_text(*words), kLongestTicketSearch);
  return filter;
}

void list_tickets(const Api& api, const ApiCall& call) {
  const auto filter = read_filter(call.request);
  if (!filter) {
    call.replier.send(problem(filter.error()));
    return;
  }
  const auto limit = read_limit(call.request, kTicketsOnPage, kMostTicketsOnPage);
  if (!limit) {
    call.replier.send(problem(limit.error()));
    return;
  }
  const auto page = call.reader.tickets(*filter, std::string(call.request.query.find("cursor").value_or("")), *limit);
  if (!page) {
    call.replier.send(problem(page.error()));
    return;
  }
  json tickets = json::array();
  for (const auto& row : page->rows) {
    tickets.push_back(ticket_json(row, call.reader.aliases(row.ticket.person), api.business(row.ticket.business)));
  }
  call.replier.send(
      api_json({{"tickets", std::move(tickets)}, {"next", page->next.empty() ? json() : json(page->next)}}));
}

flows::Error not_sendable() {
  return flows::fail(flows::Errc::Invalid,
                     "WhatsApp takes JPEG, PNG, PDF, Word, Excel, PowerPoint, text, MP3, Ogg and MP4 files.",
                     {"file_type"});
}

flows::Error no_such_ticket() {
  return flows::fail(flows::Errc::NotFound, "There is no ticket with this code.");
}

Response show_ticket(const Api& api, storage::Reader& reader, const std::string& code,
                     const json& more = json::object()) {
  const auto details = read_ticket(reader, code);
  if (!details) return problem(no_such_ticket());
  auto ticket = ticket_details_json(*details, api.business(details->row.ticket.business), api.options.now(),
                                    api.options.public_url);
  ticket.update(more);
  auto response = api_json(ticket);
  const auto newest = std::find_if(details->thread.rbegin(), details->thread.rend(),
                                   [](const auto& line) { return !line.outgoing && !line.wamid.empty(); });
  if (newest != details->thread.rend()) response.headers.set("ETag", '"' + newest->wamid + '"');
  return response;
}

std::string_view name_of(Way way) {
  switch (way) {
    case Way::None:
      return "none";
    case Way::WhatsApp:
      return "whatsapp";
    case Way::Template:
      return "template";
    case Way::Mail:
      return "mail";
    case Way::Call:
      return "call";
  }
  return "";
}

std::optional<std::string> start_of(const Api& api, const std::string& stored, std::int64_t& size) {
  if (!api.options.media_path) return std::nullopt;
  std::ifstream file(api.options.media_path(stored), std::ios::binary | std::ios::ate);
  if (!file) return std::nullopt;
  size = static_cast<std::int64_t>(file.tellg());
  file.seekg(0);
  std::string start(std::min<std::size_t>(kSniffedOfUpload, static_cast<std::size_t>(size)), '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file ? std::optional(start) : std::nullopt;
}

/// What was sent before it could be named is looked at again: nothing but its bytes says what it is.
flows::Result<void> look_at_file(const Api& api, TicketVerb& verb) {
  auto* reply = std::get_if<ReplyToCustomer>(&verb);
  if (reply == nullptr || !reply->file) return {};
  const auto start = start_of(api, reply->file->stored, reply->file->size);
  if (!start) return flows::fail(flows::Errc::Invalid, "The file is not here: upload it again.", {"file_not_stored"});
  reply->file->mime = sendable_type(*start, reply->file->name);
  if (reply->file->mime.empty()) return not_sendable();
  return {};
}

void keep_upload(Api& api, const ApiCall& call) {
  const auto name = std::string(call.request.query.find("name").value_or("file"));
  if (!api.options.keep_media)
    return call.refuse(flows::fail(flows::Errc::Unavailable, "This desk keeps no files."));
  if (call.request.body.empty()) {
    return call.refuse(flows::fail(flows::Errc::Invalid, "The file is empty.", {"file_empty"}));
  }
  const auto mime = sendable_type(std::string_view(call.request.body).substr(0, kSniffedOfUpload), name);
  if (mime.empty()) return call.refuse(not_sendable());
  const auto stored = api.options.keep_media(call.request.body);
  if (!stored) return call.refuse(stored.error());
  call.replier.send(
      api_json({{"file", *stored}, {"name", name}, {"mime", mime}, {"size", call.request.body.size()}}, 201));
}

/// The newest message of the customer that whoever answers had read: the ticket's ETag, given back.
std::optional<flows::Wamid> seen_by(const ApiCall& call) {
  auto tag = call.request.headers.find("If-Match").value_or("");
  if (tag.size() < 3 || !tag.starts_with('"') || !tag.ends_with('"')) return std::nullopt;
  return flows::Wamid{std::string(tag.substr(1, tag.size() - 2))};
}

void act(Api& api, const ApiCall& call, std::string_view verb) {
  const std::string code(call.request.param("code"));
  const auto row = call.reader.ticket(code);
  if (!row) {
    call.replier.send(problem(no_such_ticket()));
    return;
  }
  const auto* business = api.business(row->ticket.business);
  auto read = read_ticket_verb(verb, call.request.body, business != nullptr ? business->calendar.zone : flows::utc());
  if (!read) {
    call.replier.send(problem(read.error()));
    return;
  }
  if (const auto looked = look_at_file(api, *read); !looked) {
    call.replier.send(problem(looked.error()));
    return;
  }
  if (auto* reply = std::get_if<ReplyToCustomer>(&*read); reply != nullptr && !reply->seen) reply->seen = seen_by(call);
  const auto key = call.request.headers.find("Idempotency-Key").value_or("");
  if (key.size() > kLongestKey) {
    call.replier.send(problem(flows::fail(flows::Errc::Invalid, "The Idempotency-Key is too long.")));
    return;
  }
  TicketAction action{
      .code = code, .verb = std::move(*read), .who = call.visitor.who, .idempotency_key = std::string(key)};
  const bool taken = api.desk.act(std::move(action), [&api, code, replier = call.replier, id = call.request.request_id](
                                                         const flows::Result<ActionDone>& done) {
    if (!done) {
      replier.send(problem(done.error()));
      return;
    }
    json more{{"way", name_of(done->way)}};
    if (!done->opened.empty()) more["opened"] = done->opened;
    api.answer(id, replier, [&api, code, more = std::move(more)](storage::Reader& reader) {
      return show_ticket(api, reader, code, more);
    });
  });
  if (!taken) call.replier.send(too_busy());
}

void mark_read(Api& api, const ApiCall& call) {
  const bool taken = api.desk.mark_read(std::string(call.request.param("code")), call.visitor.who,
                                        [replier = call.replier](const flows::Result<void>& done) {
                                          replier.send(done ? Response::no_content() : problem(done.error()));
                                        });
  if (!taken) call.replier.send(too_busy());
}

/// The mark that a person left the conversation to be read later.
void mark_unread(Api& api, const ApiCall& call) {
  const std::string code(call.request.param("code"));
  api.write(
      call.replier,
      [code](storage::Store& store, std::vector<DeskNews>& news) -> flows::Result<void> {
        const auto ticket = store.tickets().find_by_code(code);
        if (!ticket) return no_such_ticket();
        auto conversation = store.conversations().find(ticket->conversation);
        if (!conversation || conversation->unread > 0) return {};
        conversation->unread = 1;
        store.conversations().update(*conversation);
        news.push_back({DeskNews::Kind::TicketChanged, code, conversation->id});
        return {};
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_ticket_routes(Api& api, Router& router) {
  api.get(router, "/tickets", [&api](const ApiCall& call) { list_tickets(api, call); });
  api.get(router, "/tickets/{code}", [&api](const ApiCall& call) {
    call.replier.send(show_ticket(api, call.reader, std::string(call.request.param("code"))));
  });
  for (const auto verb : ticket_verbs()) {
    api.post(router, "/tickets/{code}/" + std::string(verb),
             [&api, verb](const ApiCall& call) { act(api, call, verb); });
  }
  api.post(router, "/tickets/{code}/files", [&api](const ApiCall& call) { keep_upload(api, call); });
  api.post(router, "/tickets/{code}/unread", [&api](const ApiCall& call) { mark_unread(api, call); });
  api.post(router, "/tickets/{code}/read", [&api](const ApiCall& call) { mark_read(api, call); });
}

}  // namespace sportello::webhooks
