#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/console/paging.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

json code_of(storage::Reader& reader, const std::optional<flows::TicketId>& ticket) {
  const auto code = ticket ? reader.ticket_code(*ticket) : std::nullopt;
  return code ? json(*code) : json();
}

json mail_json(storage::Reader& reader, const storage::MailRow& mail) {
  return {{"id", mail.id},
          {"business", mail.business.value},
          {"ticket", code_of(reader, mail.ticket)},
          {"to", mail.recipient},
          {"purpose", mail.purpose},
          {"subject", mail.subject},
          {"text", mail.body},
          {"message_id", mail.message_id},
          {"author", mail.author},
          {"state", mail.state},
          {"attempts", mail.attempts},
          {"reply_code", mail.reply_code == 0 ? json() : json(mail.reply_code)},
          {"error", text_or_null(mail.error)},
          {"created_at", flows::iso_utc(mail.created_at)},
          {"next_attempt_at", mail.state == "queued" ? json(flows::iso_utc(mail.not_before)) : json()},
          {"sent_at", time_json(mail.sent_at)}};
}

json received_json(storage::Reader& reader, const storage::ReceivedMailRow& mail) {
  return {{"id", mail.id},
          {"business", mail.business.value},
          {"ticket", code_of(reader, mail.ticket)},
          {"from", mail.sender},
          {"subject", mail.subject},
          {"text", mail.body},
          {"message_id", text_or_null(mail.message_id)},
          {"outcome", mail.outcome},
          {"detail", text_or_null(mail.detail)},
          {"received_at", flows::iso_utc(mail.received_at)}};
}

json delivery_json(const storage::HookDeliveryRow& delivery) {
  auto payload = flows::parse_json(delivery.payload);
  return {{"id", delivery.id},
          {"url", delivery.hook},
          {"webhook_id", delivery.webhook_id},
          {"type", delivery.kind},
          {"payload", payload ? std::move(*payload) : json(delivery.payload)},
          {"state", delivery.state},
          {"attempts", delivery.attempts},
          {"status", delivery.status_code == 0 ? json() : json(delivery.status_code)},
          {"error", text_or_null(delivery.error)},
          {"created_at", flows::iso_utc(delivery.created_at)},
          {"next_attempt_at", delivery.state == "queued" ? json(flows::iso_utc(delivery.not_before)) : json()},
          {"delivered_at", time_json(delivery.delivered_at)}};
}

/// The state asked for, one of these; empty where nothing is asked and nothing needs to be.
template <std::size_t N>
flows::Result<std::string> read_state(const Request& request, const std::array<std::string_view, N>& states,
                                      bool needed) {
  const std::string state(request.query.find("state").value_or(""));
  if (state.empty() && !needed) return state;
  if (std::find(states.begin(), states.end(), state) != states.end()) return state;
  std::string names;
  for (const std::string_view name : states) names += (names.empty() ? "" : ", ") + std::string(name);
  return flows::fail(flows::Errc::Invalid, "\"state\" must be one of " + names + ".");
}

Response list_mail(const ApiCall& call) {
  constexpr std::array<std::string_view, 4> kStates{"queued", "in_flight", "sent", "failed"};
  const auto state = read_state(call.request, kStates, false);
  if (!state) return problem(state.error());
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const auto rows = call.reader.mail(*state, page->after, page->limit);
  json mails = json::array();
  for (const auto& row : rows) mails.push_back(mail_json(call.reader, row));
  return api_json({{"mails", std::move(mails)}, {"next", next_of(rows, *page, rows.empty() ? 0 : rows.back().id)}});
}

Response list_received(const ApiCall& call) {
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const std::string outcome(call.request.query.find("outcome").value_or(""));
  const auto rows = call.reader.mail_received(outcome, page->after, page->limit);
  json mails = json::array();
  for (const auto& row : rows) mails.push_back(received_json(call.reader, row));
  return api_json({{"mails", std::move(mails)}, {"next", next_of(rows, *page, rows.empty() ? 0 : rows.back().id)}});
}

Response list_deliveries(const ApiCall& call) {
  constexpr std::array<std::string_view, 3> kStates{"queued", "delivered", "failed"};
  const auto state = read_state(call.request, kStates, true);
  if (!state) return problem(state.error());
  const auto page = read_page(call.request);
  if (!page) return problem(page.error());
  const auto rows = call.reader.hook_deliveries(*state, page->after, page->limit);
  json deliveries = json::array();
  for (const auto& row : rows) deliveries.push_back(delivery_json(row));
  const auto last = rows.empty() ? 0 : rows.back().id;
  return api_json({{"deliveries", std::move(deliveries)}, {"next", next_of(rows, *page, last)}});
}

}  // namespace

void add_mail_routes(Api& api, Router& router) {
  api.get(router, "/mail", [](const ApiCall& call) { call.replier.send(list_mail(call)); });
  api.get(router, "/mail/received", [](const ApiCall& call) { call.replier.send(list_received(call)); });
  api.post(router, "/mail/{id}/resend", [&api](const ApiCall& call) {
    act_on_row(call, [&](std::int64_t id, auto done) {
      return api.desk.resend_mail(id, call.visitor.who, std::move(done));
    });
  });
  api.get(router, "/hooks", [](const ApiCall& call) { call.replier.send(list_deliveries(call)); });
  api.post(router, "/hooks/{id}/resend", [&api](const ApiCall& call) {
    act_on_row(call, [&](std::int64_t id, auto done) {
      return api.desk.resend_hook(id, call.visitor.who, std::move(done));
    });
  });
}

}  // namespace sportello::webhooks
