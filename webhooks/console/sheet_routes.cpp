#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/ticket/figures.h"
#include "storage/sheets.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kMostTickets = 50'000;
constexpr int kMostScores = 1'000;
constexpr int kMostDays = 400;
/// Messages a number may send in a month before Meta bills each (since October 2026).
constexpr int kFreeMessages = 1'000;

json minutes_json(const std::optional<std::chrono::minutes>& time) {
  return time ? json(time->count()) : json();
}

json spread_json(const flows::Spread& spread) {
  return {{"count", spread.count}, {"median", minutes_json(spread.median)}, {"ninety", minutes_json(spread.ninety)}};
}

struct Asked {
  const flows::Business* business = nullptr;
  flows::Date first;
  flows::Date last;
};

flows::Result<Asked> read_asked(const Api& api, const Request& request) {
  const auto invalid = [](const char* text) { return flows::fail(flows::Errc::Invalid, text); };
  const auto* business = api.business({std::string(request.query.find("business").value_or(""))});
  if (business == nullptr) return invalid("\"business\" is none of this desk's.");
  const auto first = flows::parse_date(request.query.find("from").value_or(""));
  const auto last = flows::parse_date(request.query.find("to").value_or(""));
  if (!first || !last) return invalid("\"from\" and \"to\" must be days as YYYY-MM-DD.");
  const int days = flows::days_between(*first, *last);
  if (days < 0 || days >= kMostDays) return invalid("\"to\" must be later than \"from\", by 400 days at most.");
  return Asked{business, *first, *last};
}

json scores_json(storage::SheetReader& reader, const flows::BusinessId& business, flows::Instant from, flows::Instant to) {
  json scores = json::array();
  for (const auto& row : reader.scores(business, from, to, kMostScores)) {
    scores.push_back({{"ticket", row.code},
                      {"score", row.score},
                      {"comment", row.comment},
                      {"assignee", row.assignee},
                      {"at", flows::iso_utc(row.scored_at)}});
  }
  return scores;
}

json month_json(storage::SheetReader& reader, const flows::Zone& zone, flows::Date day) {
  const flows::Date first{day.year() / day.month() / 1};
  const flows::Date next{std::chrono::year_month_day((day.year() / day.month() + std::chrono::months{1}) / 1)};
  json numbers = json::array();
  for (const auto& sent : reader.sent(zone.to_instant(first, 0), zone.to_instant(next, 0)))
    numbers.push_back({{"number", sent.number.value}, {"sent", sent.count}});
  return {{"month", flows::iso_date(first).substr(0, 7)}, {"free", kFreeMessages}, {"numbers", std::move(numbers)}};
}

Response show_sheet(const Api& api, const ApiCall& call) {
  const auto asked = read_asked(api, call.request);
  if (!asked) return problem(asked.error());
  const auto reader = api.options.open_sheets();
  const auto& calendar = asked->business->calendar;
  const auto begin = calendar.zone.to_instant(asked->first, 0);
  const auto end = calendar.zone.to_instant(flows::plus_days(asked->last, 1), 0);
  const auto rows = reader->tickets(asked->business->id, begin, end, kMostTickets);
  std::vector<flows::FiguresTicket> tickets;
  tickets.reserve(rows.size());
  for (const auto& row : rows) {
    tickets.push_back({.created_at = row.created_at,
                       .answered_at = row.answered_at,
                       .resolved_at = row.resolved_at,
                       .reopened = row.reopened,
                       .work = std::chrono::minutes(row.minutes)});
  }
  const auto figures = figures_of(tickets, calendar, asked->first, asked->last);
  json days = json::array();
  for (const auto& day : figures.days)
    days.push_back({{"day", flows::iso_date(day.day)}, {"opened", day.opened}, {"resolved", day.resolved}});
  return api_json({{"business", asked->business->id.value},
                   {"from", flows::iso_date(asked->first)},
                   {"to", flows::iso_date(asked->last)},
                   {"whole", static_cast<int>(rows.size()) < kMostTickets},
                   {"opened", figures.opened},
                   {"resolved", figures.resolved},
                   {"reopened", figures.reopened},
                   {"work_minutes", figures.work.count()},
                   {"answer", spread_json(figures.answer)},
                   {"resolution", spread_json(figures.resolution)},
                   {"days", std::move(days)},
                   {"scores", scores_json(*reader, asked->business->id, begin, end)},
                   {"messages", month_json(*reader, calendar.zone, asked->last)}});
}

}  // namespace

void add_sheet_routes(Api& api, Router& router) {
  api.get(
      router, "/sheets", [&api](const ApiCall& call) { call.replier.send(show_sheet(api, call)); },
      flows::Right::Sheets);
}

}  // namespace sportello::webhooks
