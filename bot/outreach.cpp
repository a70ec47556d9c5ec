#include "bot/outreach.h"

#include <utility>
#include <variant>

#include "bot/delivery.h"

namespace sportello::bot {
namespace {

std::string mail_for(flows::Purpose purpose) {
  switch (purpose) {
    case flows::Purpose::ClosureNotice:
      return "closed";
    case flows::Purpose::Reminder:
      return "reminder";
    case flows::Purpose::Quote:
      return "quote";
    case flows::Purpose::OperatorReply:
      return "reply";
    case flows::Purpose::ClosureFinal:  // The dialogue mails the end by itself, and the summary has the survey's page.
    case flows::Purpose::Survey:
    case flows::Purpose::Answer:
      return {};
  }
  return {};
}

flows::Notice notice_of(const Scene& scene, const flows::Send& send) {
  flows::Notice notice;
  notice.message = send.message;
  notice.spoken = plain_text(send.message.content);
  notice.parameters = send.params;
  notice.parameters.merge(notice_params(scene, send.ticket));
  notice.parameters.emplace("text", notice.spoken);
  if (const auto* asked = std::get_if<flows::ButtonsMessage>(&send.message.content)) {
    for (const flows::Choice& button : asked->buttons) notice.payloads.push_back(button.id);
  }
  notice.mail = mail_for(send.message.purpose);
  notice.mail_parameters = send.params;
  notice.mail_parameters.emplace("text", notice.spoken);
  return notice;
}

}  // namespace

webhooks::Way reach(storage::Store& store, const Scene& scene, const flows::Send& send, const std::string& cause,
                    const std::string& author, flows::TicketId ticket, Afterwards& after) {
  return deliver(store, scene, notice_of(scene, send), {cause, author, ticket}, after);
}

}  // namespace sportello::bot
