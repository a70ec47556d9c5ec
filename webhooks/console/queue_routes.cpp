#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/core/text.h"
#include "flows/ticket/queue.h"
#include "storage/workplace.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

/// Of each status: a desk with more open tickets than this has another problem than its order.
constexpr int kMostOpen = 5'000;
constexpr int kQueuePage = 100;
constexpr int kLargestQueuePage = 500;
constexpr int kSearchHits = 60;
constexpr std::size_t kLongestQueueSearch = 200;
constexpr std::size_t kLongestExcerpt = 160;
constexpr std::size_t kLongestQuery = 2'000;
constexpr std::size_t kMostViews = 30;

struct Placed {
  const storage::QueueRow* row = nullptr;
  flows::QueueTicket ticket;
  flows::QueuePlace place;
};

Placed placed(const Api& api, const storage::QueueRow& row, flows::Instant now) {
  const auto& ticket = row.listed.ticket;
  Placed one{.row = &row,
             .ticket = {.id = ticket.id.value,
                        .priority = ticket.priority,
                        .assignee = ticket.assignee,
                        .waiting_since = row.waiting_since,
                        .to_call = row.to_call},
             .place = {}};
  const auto* business = api.business(ticket.business);
  static const flows::Calendar kNever{.zone = flows::utc(), .services = {}, .exceptions = {}};
  one.place = business != nullptr
                  ? place_in_queue(one.ticket, business->calendar, business->policies.answer_within, now)
                  : place_in_queue(one.ticket, kNever, {}, now);
  return one;
}

json placed_json(const Api& api, storage::Reader& reader, const Placed& one) {
  const auto& ticket = one.row->listed.ticket;
  auto shown = ticket_json(one.row->listed, reader.aliases(ticket.person), api.business(ticket.business));
  shown.erase("answers");
  shown["to_call"] = one.row->to_call;
  shown["waiting_since"] = time_json(one.row->waiting_since);
  shown["waiting_minutes"] = one.place.waits_for_us ? json(one.place.age.count()) : json();
  shown["due"] = time_json(one.place.due);
  shown["minutes_left"] = one.place.due ? json(one.place.left.count()) : json();
  shown["due_soon"] = one.place.due_soon;
  shown["overdue"] = one.place.overdue;
  return shown;
}

struct Wish {
  flows::QueueView view = flows::QueueView::Open;
  std::string business;
  std::string assignee;
  std::optional<int> priority;
  std::string status;
  std::string flag;
  std::size_t offset = 0;
  int limit = kQueuePage;
};

std::string text_in(const Request& request, std::string_view name) {
  return std::string(request.query.find(name).value_or(""));
}

std::optional<int> number_in(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number < 0) return std::nullopt;
  return number;
}

flows::Result<Wish> read_wish(const Request& request) {
  const auto invalid = [](const char* text) { return flows::fail(flows::Errc::Invalid, text); };
  Wish wish{.view = flows::QueueView::Open,
            .business = text_in(request, "business"),
            .assignee = text_in(request, "assignee"),
            .priority = {},
            .status = text_in(request, "status"),
            .flag = text_in(request, "flag"),
            .offset = 0,
            .limit = kQueuePage};
  if (const auto view = text_in(request, "view"); !view.empty()) {
    const auto known = flows::queue_view(view);
    if (!known) return invalid("\"view\" must be to_call, mine, unassigned, waiting, due_soon, overdue or open.");
    wish.view = *known;
  }
  if (const auto priority = text_in(request, "priority"); !priority.empty()) {
    wish.priority = number_in(priority);
    if (!wish.priority) return invalid("\"priority\" must be 1, 2 or 3.");
  }
  if (const auto offset = text_in(request, "offset"); !offset.empty()) {
    const auto number = number_in(offset);
    if (!number) return invalid("\"offset\" must be a number.");
    wish.offset = static_cast<std::size_t>(*number);
  }
  const auto limit = read_limit(request, kQueuePage, kLargestQueuePage);
  if (!limit) return limit.error();
  wish.limit = *limit;
  return wish;
}

bool is_wanted(const Wish& wish, const storage::TicketRow& ticket) {
  const auto flagged = " " + ticket.flags + " ";
  return (wish.business.empty() || ticket.business.value == wish.business) &&
         (wish.assignee.empty() || ticket.assignee == wish.assignee) &&
         (!wish.priority || ticket.priority == *wish.priority) &&
         (wish.status.empty() || ticket.status == wish.status) &&
         (wish.flag.empty() || flagged.find(" " + wish.flag + " ") != std::string::npos);
}

Response show_queue(const Api& api, const ApiCall& call) {
  const auto wish = read_wish(call.request);
  if (!wish) return problem(wish.error());
  const auto now = api.options.now();
  const auto rows = call.reader.open_tickets(kMostOpen);
  std::array<std::int64_t, flows::kQueueViews.size()> counts{};
  std::vector<Placed> shown;
  for (const auto& row : rows) {
    if (!is_wanted(*wish, row.listed.ticket)) continue;
    const auto one = placed(api, row, now);
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (stands_in(flows::kQueueViews.at(i), one.ticket, one.place, call.visitor.name)) ++counts.at(i);
    if (stands_in(wish->view, one.ticket, one.place, call.visitor.name)) shown.push_back(one);
  }
  std::sort(shown.begin(), shown.end(), [](const Placed& a, const Placed& b) { return comes_before(a.place, b.place); });
  json tickets = json::array();
  const auto first = std::min(wish->offset, shown.size());
  const auto last = std::min(first + static_cast<std::size_t>(wish->limit), shown.size());
  for (auto i = first; i < last; ++i) tickets.push_back(placed_json(api, call.reader, shown.at(i)));
  json counted{{"resolved", call.reader.count_of_status("resolved")}};
  for (std::size_t i = 0; i < counts.size(); ++i) counted[std::string(name_of(flows::kQueueViews.at(i)))] = counts.at(i);
  return api_json({{"tickets", std::move(tickets)}, {"total", shown.size()}, {"counts", std::move(counted)}});
}

Response search(const Api& api, const ApiCall& call) {
  const auto words = flows::shorten(flows::clean_text(text_in(call.request, "q")), kLongestQueueSearch);
  const auto business = text_in(call.request, "business");
  json hits = json::array();
  for (const auto& hit : call.reader.search(words, kSearchHits)) {
    const auto& ticket = hit.listed.ticket;
    if (!business.empty() && ticket.business.value != business) continue;
    auto shown = ticket_json(hit.listed, call.reader.aliases(ticket.person), api.business(ticket.business));
    shown.erase("answers");
    shown["found_in"] = hit.where;
    shown["excerpt"] = flows::shorten(flows::clean_text(hit.excerpt), kLongestExcerpt);
    hits.push_back(std::move(shown));
  }
  return api_json({{"tickets", std::move(hits)}});
}

json view_json(const storage::SavedViewRow& view) {
  return {{"id", view.id}, {"name", view.name}, {"query", view.query}};
}

Response list_views(const ApiCall& call) {
  json views = json::array();
  for (const auto& view : call.reader.views_of(call.visitor.operator_id)) views.push_back(view_json(view));
  return api_json({{"views", std::move(views)}});
}

bool refused_program(const ApiCall& call) {
  if (call.visitor.is_operator()) return false;
  call.refuse(flows::fail(flows::Errc::Denied, "Views belong to operators."));
  return true;
}

void save_view(Api& api, const ApiCall& call) {
  if (refused_program(call)) return;
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const storage::SavedViewRow view{.id = 0,
                                   .operator_id = call.visitor.operator_id,
                                   .name = members.text("name", 60),
                                   .query = members.text("query", kLongestQuery),
                                   .created_at = api.options.now()};
  if (const auto fault = members.faults()) return call.refuse(*fault);
  if (call.reader.views_of(view.operator_id).size() >= kMostViews)
    return call.refuse(flows::fail(flows::Errc::Conflict, "There are thirty saved views already: remove one.",
                                   {"views_full"}));
  api.write(
      call.replier,
      [view](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.workplace().save_view(view);
        return {};
      },
      [] { return Response::no_content(); });
}

void remove_view(Api& api, const ApiCall& call) {
  if (refused_program(call)) return;
  const auto id = read_id(call.request.param("id")).value_or(0);
  api.write(
      call.replier,
      [id, owner = call.visitor.operator_id](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        if (store.workplace().remove_view(id, owner)) return {};
        return flows::fail(flows::Errc::NotFound, "There is no such view.");
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_queue_routes(Api& api, Router& router) {
  api.get(router, "/queue", [&api](const ApiCall& call) { call.replier.send(show_queue(api, call)); });
  api.get(router, "/search", [&api](const ApiCall& call) { call.replier.send(search(api, call)); });
  api.get(router, "/views", [](const ApiCall& call) { call.replier.send(list_views(call)); });
  api.post(router, "/views", [&api](const ApiCall& call) { save_view(api, call); });
  api.post(router, "/views/{id}/remove", [&api](const ApiCall& call) { remove_view(api, call); });
}

}  // namespace sportello::webhooks
