/// Carries a notice of the business to a customer by the way flows::choose_channel picks, and picks again, once, when
/// WhatsApp says that the way was closed. On the commit loop's thread.
#pragma once

#include <optional>
#include <string>

#include "bot/desk.h"
#include "bot/scene.h"
#include "flows/notice/channel.h"
#include "flows/notice/notice.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

/// On whose behalf something is told. `cause` makes it unique: the same cause tells it once.
struct Telling {
  std::string cause;
  std::string author;  ///< "bot", "operator:<name>", "api:<name>"
  std::optional<flows::TicketId> ticket;
};

/// True while free text may be sent: 24 hours from the customer's last message (Cloud API, customer service window),
/// unless Meta has said since then that it is closed.
bool window_is_open(const storage::ConversationRow& conversation, flows::Instant now);

/// The values that every template and mail of a ticket may use: name and code.
flows::Params notice_params(const Scene& scene, const std::string& code);

/// Sends the notice, or leaves it on the list of calls. Way::None when it is not to be told at all; the ticket's log
/// then says why ("not_sent").
webhooks::Way deliver(storage::Store& store, const Scene& scene, const flows::Notice& notice, const Telling& telling,
                      Afterwards& after);

/// Timer of a message that WhatsApp refused though another way may be open; its data is the outbox id.
inline constexpr const char* kRerouteTimer = "reroute";
/// Sets that timer when the refusal is one that another way gets around (131047, a template that is paused, …).
void reroute_later(storage::Store& store, const storage::OutboxRow& failed, flows::Instant now, Afterwards& after);
/// Takes the next way. The template that was refused is remembered as unusable.
void reroute(storage::Store& store, const Desk& desk, const storage::TimerRow& timer, flows::Instant now,
             Afterwards& after);

}  // namespace sportello::bot
