#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/calendar/calendar.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2200;

json day_json(const flows::DayHours& day) {
  json open = json::array();
  for (const auto& interval : day.open) open.push_back({flows::clock_time(interval.from), flows::clock_time(interval.to)});
  return {{"date", flows::iso_date(day.date)},
          {"open", std::move(open)},
          {"exception", day.exception != nullptr ? localized_json(day.exception->name) : json()}};
}

Response show_year(const Api& api, const ApiCall& call) {
  const auto* business = api.business({std::string(call.request.param("id"))});
  if (business == nullptr) return problem(flows::fail(flows::Errc::NotFound, "There is no such business."));
  int year = 0;
  const auto given = call.request.query.find("year").value_or("");
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), year);
  if (error != std::errc{} || end != given.data() + given.size() || year < kFirstYear || year > kLastYear)
    return problem(flows::fail(flows::Errc::Invalid, "\"year\" must be a year such as 2027."));
  json services = json::array();
  for (const auto& service : business->calendar.services) {
    json days = json::array();
    for (const auto& day : year_of(business->calendar, service, std::chrono::year(year))) days.push_back(day_json(day));
    services.push_back({{"id", service.id}, {"name", localized_json(service.name)}, {"days", std::move(days)}});
  }
  return api_json({{"business", business->id.value}, {"year", year}, {"services", std::move(services)}});
}

}  // namespace

void add_calendar_routes(Api& api, Router& router) {
  api.get(router, "/businesses/{id}/year", [&api](const ApiCall& call) { call.replier.send(show_year(api, call)); });
}

}  // namespace sportello::webhooks
