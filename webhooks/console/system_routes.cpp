#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "storage/sheets.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

/// Whether the numbers live, as far as one can tell from outside Meta: what came last, what left last.
Response show_channels(const Api& api) {
  const auto state = api.options.channel ? api.options.channel() : ChannelState{};
  const auto reader = api.options.open_sheets();
  json numbers = json::array();
  for (const auto& [number, business] : api.options.numbers) {
    const auto last = reader->last(number);
    numbers.push_back({{"number", number.value},
                       {"business", business.value},
                       {"received_at", time_json(last.received_at)},
                       {"sent_at", time_json(last.sent_at)},
                       {"failed_at", time_json(last.failed_at)},
                       {"failure", last.failure.empty() ? json() : json(last.failure)}});
  }
  return api_json({{"up", state.up},
                   {"problem", state.up ? json() : localized_json(state.problem)},
                   {"remedy", state.up ? json() : localized_json(state.remedy)},
                   {"numbers", std::move(numbers)}});
}

/// What `sportello check` says of the profiles as they are on disk now; the desk goes on with what it has loaded.
Response show_profiles(const Api& api) {
  json list = json::array();
  if (api.options.check_profiles) {
    for (const auto& profile : api.options.check_profiles()) {
      list.push_back({{"profile", profile.profile},
                      {"business", profile.business.value},
                      {"running", profile.running},
                      {"found", profile.found.empty() ? json() : json(profile.found)},
                      {"faults", profile.faults},
                      {"warnings", profile.warnings}});
    }
  }
  return api_json({{"profiles", std::move(list)}});
}

}  // namespace

void add_system_routes(Api& api, Router& router) {
  api.get(
      router, "/channels", [&api](const ApiCall& call) { call.replier.send(show_channels(api)); }, flows::Right::Look);
  api.get(
      router, "/profiles", [&api](const ApiCall& call) { call.replier.send(show_profiles(api)); }, flows::Right::Setup);
}

}  // namespace sportello::webhooks
