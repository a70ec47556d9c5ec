#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "embedded/console_api.h"
#include "flows/calendar/calendar.h"
#include "flows/notice/channel.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

std::string_view name_of(flows::Reason reason) {
  switch (reason) {
    case flows::Reason::Open:
      return "open";
    case flows::Reason::BeforeOpening:
      return "before_opening";
    case flows::Reason::Break:
      return "break";
    case flows::Reason::AfterClosing:
      return "after_closing";
    case flows::Reason::WeeklyClosingDay:
      return "weekly_closing_day";
    case flows::Reason::Holiday:
      return "holiday";
    case flows::Reason::HalfDay:
      return "half_day";
  }
  return "";
}

json service_json(const flows::Calendar& calendar, const flows::Service& service, flows::Instant now) {
  const auto state = flows::evaluate(calendar, service, now);
  return {{"id", service.id},
          {"name", localized_json(service.name)},
          {"entitlement", service.entitlement.empty() ? json() : json(service.entitlement)},
          {"open", state.open},
          {"until", time_json(state.until)},
          {"next_opening", time_json(state.next_opening)},
          {"reason", name_of(state.reason)},
          {"exception", state.exception != nullptr ? localized_json(state.exception->name) : json()}};
}

json channel_json(const ConsoleOptions& options) {
  const auto state = options.channel ? options.channel() : ChannelState{};
  return {{"up", state.up},
          {"problem", state.problem.empty() ? json() : localized_json(state.problem)},
          {"remedy", state.remedy.empty() ? json() : localized_json(state.remedy)}};
}

Response show_desk(const Api& api, const ApiCall& call) {
  const auto now = api.options.now();
  json businesses = json::array();
  for (const auto* business : api.options.businesses) {
    json services = json::array();
    for (const auto& service : business->calendar.services)
      services.push_back(service_json(business->calendar, service, now));
    businesses.push_back({{"id", business->id.value},
                          {"name", business->name},
                          {"zone", business->calendar.zone.name()},
                          {"services", std::move(services)}});
  }
  const auto counts = call.reader.counts();
  return api_json({{"now", flows::iso_utc(now)},
                   {"businesses", std::move(businesses)},
                   {"channel", channel_json(api.options)},
                   {"outbox",
                    {{"queued", counts.outbox_queued},
                     {"in_flight", counts.outbox_in_flight},
                     {"uncertain", counts.outbox_uncertain},
                     {"failed", counts.outbox_failed}}},
                   {"callbacks", counts.callbacks},
                   {"tasks", counts.tasks_open},
                   {"parked", counts.events_parked}});
}

json options_json(const flows::Field& field) {
  json options = json::array();
  for (const auto& option : field.options)
    options.push_back({{"id", option.id}, {"title", localized_json(option.title)}});
  return options;
}

std::string_view name_of(flows::FieldType type) {
  switch (type) {
    case flows::FieldType::Text:
      return "text";
    case flows::FieldType::Choice:
      return "choice";
    case flows::FieldType::YesNo:
      return "yes_no";
    case flows::FieldType::Email:
      return "email";
    case flows::FieldType::Phone:
      return "phone";
    case flows::FieldType::UrlOrName:
      return "url_or_name";
    case flows::FieldType::Day:
      return "date";
    case flows::FieldType::Amount:
      return "amount";
    case flows::FieldType::Items:
      return "items";
    case flows::FieldType::Consent:
      return "consent";
  }
  return "";
}

json business_json(const flows::Business& business) {
  json form = json::array();
  for (const auto& field : business.form.fields) {
    form.push_back({{"id", field.id},
                    {"type", name_of(field.type)},
                    {"label", localized_json(field.label)},
                    {"options", options_json(field)}});
  }
  json plans = json::array();
  for (const auto& plan : business.plans) plans.push_back({{"id", plan.id}, {"name", localized_json(plan.name)}});
  return {{"id", business.id.value},
          {"name", business.name},
          {"code_prefix", business.code_prefix},
          {"language", flows::name_of(business.language)},
          {"zone", business.calendar.zone.name()},
          {"form", std::move(form)},
          {"plans", std::move(plans)},
          {"second_level_groups", business.policies.second_level_groups},
          {"reopen_hours", business.policies.reopen_window.count()}};
}

Response list_businesses(const Api& api) {
  json list = json::array();
  for (const auto* business : api.options.businesses) list.push_back(business_json(*business));
  return api_json({{"businesses", std::move(list)}});
}

Response list_operators(const ApiCall& call) {
  json list = json::array();
  for (const auto& person : call.reader.operators())
    if (!person.disabled) list.push_back({{"name", person.name}, {"role", person.role}});
  return api_json({{"operators", std::move(list)}});
}

json template_json(const flows::MessageTemplate& wanted, const std::string& language,
                   const std::optional<storage::TemplateRow>& known) {
  const auto text = [](const std::string& value) { return value.empty() ? json() : json(value); };
  json shown{{"purpose", wanted.purpose},
             {"name", wanted.name},
             {"language", language},
             {"body", wanted.body.at(language)},
             {"status", known ? text(known->status) : json()},
             {"category", known ? text(known->category) : json()},
             {"quality", known ? text(known->quality) : json()},
             {"reason", known ? text(known->reason) : json()}};
  shown["updated_at"] = known ? time_json(known->updated_at) : json();
  shown["usable"] = known && flows::is_usable({known->name, known->language, known->status, known->category});
  return shown;
}

/// What the profiles want, each with the state Meta last told.
Response list_templates(const Api& api, const ApiCall& call) {
  json list = json::array();
  for (const auto* business : api.options.businesses) {
    const auto known = call.reader.templates(business->id);
    for (const auto& [purpose, wanted] : business->templates) {
      for (const std::string& language : wanted.languages) {
        const auto row = std::find_if(known.begin(), known.end(), [&wanted = wanted, &language](const storage::TemplateRow& one) {
          return one.name == wanted.name && one.language == language;
        });
        auto shown = template_json(wanted, language, row == known.end() ? std::nullopt : std::optional(*row));
        shown["business"] = business->id.value;
        list.push_back(std::move(shown));
      }
    }
  }
  return api_json({{"templates", std::move(list)}});
}

}  // namespace

void add_desk_routes(Api& api, Router& router) {
  api.get(router, "/desk", [&api](const ApiCall& call) { call.replier.send(show_desk(api, call)); });
  api.get(router, "/businesses", [&api](const ApiCall& call) { call.replier.send(list_businesses(api)); });
  api.get(router, "/templates", [&api](const ApiCall& call) { call.replier.send(list_templates(api, call)); });
  api.get(router, "/operators", [](const ApiCall& call) { call.replier.send(list_operators(call)); });
  api.get(router, "/events",
          [&api](const ApiCall& call) {
            api.live.open(call.replier, call.request.headers.find("Last-Event-ID"), call.visitor.operator_id);
          });
  // The description says nothing about this desk: programs may read it before they have a token.
  router.add(Method::Get, "/api/v1/openapi.json", [](const Request&, const Replier& replier) {
    auto response = Response::json(std::string(embedded::console_api("openapi.json")));
    response.headers.set("X-Content-Type-Options", "nosniff");
    replier.send(std::move(response));
  });
}

}  // namespace sportello::webhooks
