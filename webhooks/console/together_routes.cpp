#include <nlohmann/json.hpp>
#include <utility>

#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

std::optional<Attention> attention_of(std::string_view name) {
  if (name == "viewing") return Attention::Viewing;
  if (name == "typing") return Attention::Typing;
  if (name == "gone") return Attention::Gone;
  return std::nullopt;
}

/// Says what one does on the ticket, and hears what the others do.
void be_present(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto attention = attention_of(members.text("state", kLongestName));
  if (!attention) members.fault("state", "must be viewing, typing or gone");
  if (const auto fault = members.faults()) return call.refuse(*fault);
  const std::string code(call.request.param("code"));
  if (!call.reader.ticket(code))
    return call.refuse(flows::fail(flows::Errc::NotFound, "There is no ticket with this code."));
  const auto now = api.options.now();
  if (call.visitor.is_operator() &&
      api.presence.note(code, call.visitor.operator_id, call.visitor.name, *attention, now)) {
    api.live.publish({.kind = DeskNews::Kind::PresenceChanged, .ticket = code, .conversation = {}});
  }
  json people = json::array();
  for (const auto& one : api.presence.others(code, call.visitor.operator_id, now))
    people.push_back({{"name", one.name}, {"typing", one.typing}});
  call.replier.send(api_json({{"people", std::move(people)}}));
}

/// Lets the bot answer again before the ticket is closed.
void release(Api& api, const ApiCall& call) {
  const std::string code(call.request.param("code"));
  api.write(
      call.replier,
      [code, who = call.visitor.who, now = api.options.now()](storage::Store& store,
                                                              std::vector<DeskNews>& news) -> flows::Result<void> {
        const auto ticket = store.tickets().find_by_code(code);
        auto conversation = ticket ? store.conversations().find(ticket->conversation) : std::nullopt;
        if (!conversation) return flows::fail(flows::Errc::NotFound, "There is no ticket with this code.");
        if (conversation->owner == "bot")
          return flows::fail(flows::Errc::Conflict, "The assistant answers by itself already.",
                             {"bot_answers"});
        conversation->owner = "bot";
        store.conversations().update(*conversation);
        store.tickets().add_event(
            {.id = 0, .ticket = ticket->id, .at = now, .who = who, .what = "released", .data = "{}"});
        store.audit().add(
            {.id = 0, .at = now, .who = who, .what = "ticket released", .data = json{{"ticket", code}}.dump()});
        news.push_back({.kind = DeskNews::Kind::TicketChanged, .ticket = code, .conversation = conversation->id});
        return {};
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_together_routes(Api& api, Router& router) {
  api.post(router, "/tickets/{code}/presence", [&api](const ApiCall& call) { be_present(api, call); });
  api.post(router, "/tickets/{code}/release", [&api](const ApiCall& call) { release(api, call); });
}

}  // namespace sportello::webhooks
