#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/ticket/cost.h"
#include "flows/ticket/figures.h"
#include "flows/understanding/understanding.h"
#include "storage/sheets.h"
#include "storage/terms.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kMostTickets = 50'000;
constexpr int kMostScores = 1'000;
constexpr int kMostDays = 400;
constexpr int kMostEntries = 50'000;
constexpr int kMostTexts = 20'000;
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

/// What the recorded work costs under each ticket's own terms, dearest first.
json cost_json(storage::SheetReader& reader, const flows::BusinessId& business, flows::Instant from, flows::Instant to) {
  struct Worked {
    std::string company;
    storage::EntitlementRow entitlement;
    std::vector<flows::TimeEntry> entries;
    int intervention = 1;
  };
  std::map<std::string, Worked> tickets;
  for (auto& row : reader.work(business, from, to, kMostEntries)) {
    Worked& ticket = tickets[row.code];
    ticket.company = std::move(row.company);
    ticket.entitlement.terms = std::move(row.terms);
    if (row.what == "resolved") {
      ++ticket.intervention;
    } else {
      ticket.entries.push_back({ticket.intervention, std::chrono::minutes(row.minutes)});
    }
  }
  std::int64_t net = 0;
  std::int64_t vat = 0;
  json list = json::array();
  for (const auto& [code, ticket] : tickets) {
    if (ticket.entries.empty()) continue;
    const auto kept = ticket.entitlement.terms.empty() ? std::nullopt : std::optional(ticket.entitlement);
    const auto cost = flows::cost_of(ticket.entries, storage::terms_of(kept), flows::Excess::MinimumAgain);
    net += cost.net;
    vat += cost.vat;
    std::chrono::minutes spent{0};
    for (const auto& line : cost.lines) spent += line.spent;
    list.push_back(
        {{"ticket", code}, {"company", ticket.company}, {"minutes", spent.count()}, {"net_cents", cost.net}});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const json& a, const json& b) { return a.at("net_cents") > b.at("net_cents"); });
  return {{"net_cents", net}, {"vat_cents", vat}, {"gross_cents", net + vat}, {"tickets", std::move(list)}};
}

bool asks_about_hours(const flows::Understanding& read) {
  const auto about = [](flows::Intent intent) {
    return intent == flows::Intent::Hours || intent == flows::Intent::Holidays;
  };
  return about(read.intent) || std::any_of(read.also.begin(), read.also.end(), about);
}

/// How often people asked when the desk is open, and how often they asked a closed one.
json hours_json(storage::SheetReader& reader, const flows::Business& business, flows::Instant from, flows::Instant to) {
  const auto& calendar = business.calendar;
  const auto texts = reader.said(business.id, from, to, kMostTexts);
  int count = 0;
  int closed = 0;
  for (const auto& said : texts) {
    if (!asks_about_hours(flows::understand(said.text, said.at, calendar.zone, business.language))) continue;
    ++count;
    if (!calendar.services.empty() && !flows::evaluate(calendar, calendar.services.front(), said.at).open) ++closed;
  }
  const bool whole = static_cast<int>(texts.size()) < kMostTexts;
  return {{"count", count},
          {"closed", closed},
          {"whole", whole},
          {"read_until", whole ? json() : json(flows::iso_utc(texts.back().at))}};
}

json month_json(storage::SheetReader& reader, const flows::Zone& zone, flows::Date day) {
  const flows::Date first{day.year() / day.month() / 1};
  const flows::Date next{std::chrono::year_month_day((day.year() / day.month() + std::chrono::months{1}) / 1)};
  const auto begin = zone.to_instant(first, 0);
  const auto end = zone.to_instant(next, 0);
  const auto priced = reader.priced(begin, end);
  json numbers = json::array();
  for (const auto& sent : reader.sent(begin, end)) {
    std::int64_t free_used = 0;
    std::int64_t billed = 0;
    for (const auto& row : priced) {
      if (row.number != sent.number) continue;
      if (row.type == "regular") billed += row.count;
      if (row.type == "free_customer_service") free_used += row.count;
    }
    numbers.push_back({{"number", sent.number.value}, {"sent", sent.count}, {"free_used", free_used}, {"billed", billed}});
  }
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
                   {"cost", cost_json(*reader, asked->business->id, begin, end)},
                   {"hours_questions", hours_json(*reader, *asked->business, begin, end)},
                   {"messages", month_json(*reader, calendar.zone, asked->last)}});
}

}  // namespace

void add_sheet_routes(Api& api, Router& router) {
  api.get(
      router, "/sheets", [&api](const ApiCall& call) { call.replier.send(show_sheet(api, call)); },
      flows::Right::Sheets);
}

}  // namespace sportello::webhooks
