#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/console/paging.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kStates{"queued",    "in_flight", "uncertain", "sent",
                                                  "delivered", "read",      "failed"};

Response list_outbox(const ApiCall& call) {
  const std::string state(call.request.query.find("state").value_or(""));
  if (std::find(kStates.begin(), kStates.end(), state) == kStates.end()) {
    return problem(flows::fail(flows::Errc::Invalid,
                               "\"state\" must be queued, in_flight, uncertain, sent, delivered, read or failed."));
  }
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const auto rows = call.reader.outbox(state, page->after, page->limit);
  json messages = json::array();
  for (const auto& row : rows) {
    auto message = outbox_json(row);
    const auto code = row.ticket ? call.reader.ticket_code(*row.ticket) : std::nullopt;
    message["ticket"] = code ? json(*code) : json();
    messages.push_back(std::move(message));
  }
  const auto last = rows.empty() ? 0 : rows.back().id.value;
  return api_json({{"messages", std::move(messages)}, {"next", next_of(rows, *page, last)}});
}

Response list_parked(const ApiCall& call) {
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const auto rows = call.reader.parked(page->after, page->limit);
  json events = json::array();
  for (const auto& row : rows) events.push_back(parked_json(row));
  const auto last = rows.empty() ? 0 : rows.back().id;
  return api_json({{"events", std::move(events)}, {"next", next_of(rows, *page, last)}});
}

/// What a person has to do by phone or by writing first. A call recorded on the ticket takes its entries off the list.
Response list_callbacks(const ApiCall& call) {
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const auto rows = call.reader.callbacks(page->after, page->limit);
  json callbacks = json::array();
  for (const auto& row : rows) {
    const auto conversation = call.reader.conversation(row.conversation);
    const auto person = conversation ? call.reader.person(conversation->person) : std::nullopt;
    if (!person) continue;
    const auto code = row.ticket ? call.reader.ticket_code(*row.ticket) : std::nullopt;
    const auto ticket = code ? call.reader.ticket(*code) : std::nullopt;
    callbacks.push_back({{"id", row.id},
                         {"since", flows::iso_utc(row.since)},
                         {"why", row.why},
                         {"text", row.text},
                         {"ticket", ticket ? json(*code) : json()},
                         {"business", conversation->business.value},
                         {"priority", ticket ? json(ticket->ticket.priority) : json()},
                         {"customer", person_json(*person, call.reader.aliases(person->id))}});
  }
  const auto last = rows.empty() ? 0 : rows.back().id;
  return api_json({{"callbacks", std::move(callbacks)}, {"next", next_of(rows, *page, last)}});
}

}  // namespace

void add_outbox_routes(Api& api, Router& router) {
  api.get(router, "/outbox", [](const ApiCall& call) { call.replier.send(list_outbox(call)); });
  api.post(router, "/outbox/{id}/resend", [&api](const ApiCall& call) {
    act_on_row(call, [&](std::int64_t id, auto done) { return api.desk.resend({id}, call.visitor.who, std::move(done)); });
  });
  api.get(router, "/callbacks", [](const ApiCall& call) { call.replier.send(list_callbacks(call)); });
  api.post(router, "/callbacks/{id}/done", [&api](const ApiCall& call) {
    act_on_row(call,
        [&](std::int64_t id, auto done) { return api.desk.finish_callback(id, call.visitor.who, std::move(done)); });
  });
  api.get(router, "/parked", [](const ApiCall& call) { call.replier.send(list_parked(call)); });
  api.post(router, "/parked/{id}/replay", [&api](const ApiCall& call) {
    act_on_row(call, [&](std::int64_t id, auto done) { return api.desk.replay(id, call.visitor.who, std::move(done)); });
  });
}

}  // namespace sportello::webhooks
