#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/console/quality_port.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kQualityPage = 100;
constexpr int kLargestQualityPage = 500;
constexpr int kSamplesShown = 50;
constexpr std::size_t kLongestSampleNote = 10'000;
constexpr std::array<std::string_view, 4> kOutcomes{"satisfied", "unsatisfied", "unreachable", "declined"};

Response invalid(std::string text) {
  return problem(flows::fail(flows::Errc::Invalid, std::move(text)));
}
Response missing() {
  return problem(flows::fail(flows::Errc::NotFound, "There is no such thing."));
}

/// The body's members; nothing when it is no object, or has one that is not asked for.
std::optional<json> read_object(const Request& request, std::initializer_list<std::string_view> known) {
  auto value = flows::parse_json(request.body.empty() ? "{}" : request.body);
  if (!value || !value->is_object()) return std::nullopt;
  for (const auto& [name, member] : value->items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) return std::nullopt;
  }
  return std::move(*value);
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return flows::shorten(flows::trim_ends(flows::clean_text(found->get<std::string>())), kLongestSampleNote);
}

json listed_task(const Api& api, storage::Reader& reader, const storage::TaskRow& task) {
  json shown = task_json(read_task(reader, task));
  const auto ticket = reader.ticket_by_id(task.ticket);
  if (!ticket) return shown;
  auto all = ticket_json(*ticket, reader.aliases(ticket->ticket.person), api.business(ticket->ticket.business));
  shown["ticket"] = ticket->ticket.code;
  shown["business"] = all.at("business");
  shown["assignee"] = all.at("assignee");
  shown["customer"] = std::move(all.at("customer"));
  return shown;
}

Response list_tasks(const Api& api, const ApiCall& call) {
  const auto limit = read_limit(call.request, kQualityPage, kLargestQualityPage);
  if (!limit) return problem(limit.error());
  const auto state = call.request.query.find("state").value_or("open");
  if (state != "open" && state != "all") return invalid("\"state\" must be open or all.");
  std::int64_t after = 0;
  if (const auto cursor = call.request.query.find("cursor"); cursor && !cursor->empty()) {
    const auto number = read_id(*cursor);
    if (!number) return invalid("This cursor was not given out.");
    after = *number;
  }
  const auto rows = call.reader.tasks(state == "all", after, *limit);
  json tasks = json::array();
  for (const auto& row : rows) tasks.push_back(listed_task(api, call.reader, row));
  const bool more = static_cast<int>(rows.size()) == *limit;
  return api_json({{"tasks", std::move(tasks)}, {"next", more ? json(std::to_string(rows.back().id)) : json()}});
}

void finish_task(const Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  const auto body = read_object(call.request, {"note"});
  if (!id) {
    call.replier.send(missing());
    return;
  }
  if (!body) {
    call.replier.send(invalid("The body is not an object with a \"note\"."));
    return;
  }
  const bool taken = api.options.quality->finish_task(
      *id, call.visitor.who, text_in(*body, "note"), [replier = call.replier](const flows::Result<void>& done) {
        replier.send(done ? Response::no_content() : problem(done.error()));
      });
  if (!taken) call.replier.send(too_busy());
}

json sample_json(const storage::SampleRow& sample) {
  return {{"id", sample.id},
          {"business", sample.business.value},
          {"from", flows::iso_date(sample.from)},
          {"to", flows::iso_date(sample.to)},
          {"percent", sample.percent},
          {"seed", sample.seed},
          {"candidates", sample.candidates},
          {"created_at", flows::iso_utc(sample.created_at)},
          {"created_by", sample.created_by}};
}

std::optional<json> sample_with_calls(const Api& api, storage::Reader& reader, std::int64_t id) {
  const auto sample = reader.sample(id);
  if (!sample) return std::nullopt;
  json shown = sample_json(*sample);
  shown["calls"] = json::array();
  for (const auto& call : reader.sample_calls(id)) {
    const auto ticket = reader.ticket_by_id(call.ticket);
    if (!ticket) continue;
    auto all = ticket_json(*ticket, reader.aliases(ticket->ticket.person), api.business(ticket->ticket.business));
    shown["calls"].push_back({{"id", call.id},
                              {"ticket", ticket->ticket.code},
                              {"summary", ticket->ticket.summary},
                              {"customer", std::move(all.at("customer"))},
                              {"outcome", call.outcome.empty() ? json() : json(call.outcome)},
                              {"note", call.note},
                              {"called_at", time_json(call.called_at)},
                              {"called_by", call.called_by.empty() ? json() : json(call.called_by)}});
  }
  return shown;
}

Response list_samples(const ApiCall& call) {
  const auto business = call.request.query.find("business");
  if (!business) return invalid("\"business\" is missing.");
  json samples = json::array();
  for (const auto& sample : call.reader.samples(flows::BusinessId{std::string(*business)}, kSamplesShown)) {
    samples.push_back(sample_json(sample));
  }
  return api_json({{"samples", std::move(samples)}});
}

flows::Result<SampleDraw> read_draw(const Request& request) {
  const auto body = read_object(request, {"business", "from", "to", "percent", "seed"});
  const auto refuse = [](const char* text) { return flows::fail(flows::Errc::Invalid, text); };
  if (!body) return refuse("The body is not an object with \"business\", \"from\", \"to\", \"percent\", \"seed\".");
  SampleDraw draw;
  draw.business = flows::BusinessId{text_in(*body, "business")};
  const auto from = flows::parse_date(text_in(*body, "from"));
  const auto to = flows::parse_date(text_in(*body, "to"));
  if (!from || !to || *to < *from) return refuse("\"from\" and \"to\" must be days as YYYY-MM-DD, in this order.");
  draw.from = *from;
  draw.to = *to;
  const auto whole = [&](const char* name) {
    const auto found = body->find(name);
    return found != body->end() && found->is_number_integer() ? std::optional(found->get<std::int64_t>()) : std::nullopt;
  };
  const auto seed = whole("seed");
  if (!seed) return refuse("\"seed\" must be a whole number.");
  draw.seed = *seed;
  const auto percent = whole("percent");
  if (body->contains("percent") && (!percent || *percent < 0 || *percent > 100)) {
    return refuse("\"percent\" must be a whole number from 0 to 100.");
  }
  if (percent) draw.percent = static_cast<int>(*percent);
  return draw;
}

void draw_sample(Api& api, const ApiCall& call) {
  auto draw = read_draw(call.request);
  if (!draw) {
    call.replier.send(problem(draw.error()));
    return;
  }
  draw->who = call.visitor.who;
  const bool taken = api.options.quality->draw_sample(
      std::move(*draw),
      [&api, request_id = call.request.request_id, replier = call.replier](const flows::Result<std::int64_t>& id) {
        if (!id) {
          replier.send(problem(id.error()));
          return;
        }
        api.answer(request_id, replier, [&api, id = *id](storage::Reader& reader) {
          const auto sample = sample_with_calls(api, reader, id);
          return sample ? api_json(*sample) : missing();
        });
      });
  if (!taken) call.replier.send(too_busy());
}

void record_call(const Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  const auto body = read_object(call.request, {"outcome", "note"});
  if (!id) {
    call.replier.send(missing());
    return;
  }
  SampleOutcome outcome;
  if (body) outcome = {*id, text_in(*body, "outcome"), text_in(*body, "note"), call.visitor.who};
  if (std::find(kOutcomes.begin(), kOutcomes.end(), outcome.outcome) == kOutcomes.end()) {
    call.replier.send(invalid("\"outcome\" must be satisfied, unsatisfied, unreachable or declined."));
    return;
  }
  const bool taken = api.options.quality->record_sample_call(
      std::move(outcome), [replier = call.replier](const flows::Result<void>& done) {
        replier.send(done ? Response::no_content() : problem(done.error()));
      });
  if (!taken) call.replier.send(too_busy());
}

}  // namespace

void add_quality_routes(Api& api, Router& router) {
  if (api.options.quality == nullptr) return;
  api.get(router, "/tasks", [&api](const ApiCall& call) { call.replier.send(list_tasks(api, call)); });
  api.post(router, "/tasks/{id}/done", [&api](const ApiCall& call) { finish_task(api, call); });
  api.get(router, "/samples", [](const ApiCall& call) { call.replier.send(list_samples(call)); });
  api.post(router, "/samples", [&api](const ApiCall& call) { draw_sample(api, call); }, flows::Right::Sheets);
  api.get(router, "/samples/{id}", [&api](const ApiCall& call) {
    const auto id = read_id(call.request.param("id"));
    const auto sample = id ? sample_with_calls(api, call.reader, *id) : std::nullopt;
    call.replier.send(sample ? api_json(*sample) : missing());
  });
  api.post(router, "/sample-calls/{id}/outcome", [&api](const ApiCall& call) { record_call(api, call); });
}

}  // namespace sportello::webhooks
