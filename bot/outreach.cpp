#include "bot/outreach.h"

#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "flows/ticket/initiative.h"

namespace sportello::bot {
namespace {

using flows::Purpose;
using webhooks::Way;

bool may_be_left_out(Purpose purpose) {
  return purpose == Purpose::Survey || purpose == Purpose::ClosureFinal;
}

}  // namespace

Way reach(storage::Store& store, const Scene& scene, const flows::Send& send, const std::string& cause,
          const std::string& author, flows::TicketId ticket, Afterwards& after) {
  const bool open = window_is_open(scene.row, scene.now);
  const bool allowed = flows::may_initiate(scene.person.opted_out, send.message.purpose, open);
  if (open && allowed) {
    enqueue(store, scene, send.message, cause, author, ticket, after);
    return Way::WhatsApp;
  }
  const Purpose purpose = send.message.purpose;
  const bool left_out = may_be_left_out(purpose);
  nlohmann::json data{{"text", plain_text(send.message.content)}};
  if (left_out) data["purpose"] = name_of(purpose);
  if (!allowed) data["reason"] = "opted_out";
  store.tickets().add_event(
      {0, ticket, scene.now, author, left_out ? "not_sent" : "to_call", flows::print_json(data)});
  return left_out ? Way::None : Way::Call;
}

}  // namespace sportello::bot
