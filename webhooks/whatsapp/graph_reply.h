/// What the Graph API's answers mean for the sender: taken, refused, surely not sent, or nobody knows.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "webhooks/whatsapp/errors.h"

namespace sportello::webhooks {

/// Meta took it. Delivery is known from statuses only.
struct Accepted {
  flows::Wamid id;
  std::string wa_id;  ///< whom Meta understood, when it says so
  std::string bsuid;
  std::string status;  ///< "accepted", "held_for_quality_assessment", "paused" or empty
};
/// Meta answered with an error; reaction_to() says what to do.
struct Refused {
  GraphError error;
};
/// Surely not sent: no connection was made, or the request never left whole.
struct Unreachable {
  std::string why;
};
/// Perhaps sent: time-out, connection lost, an answer nobody can read. There is no idempotency key, so wait for
/// the status webhook that carries callback_data.
struct Uncertain {
  std::string why;
};
using SendOutcome = std::variant<Accepted, Refused, Unreachable, Uncertain>;

/// A 200 to any other call; JSON as it came.
struct Answered {
  std::string body;
};
using CallOutcome = std::variant<Answered, Refused, Unreachable, Uncertain>;

/// What the answer to a send means. `retry_after` is the header of that name, or empty.
SendOutcome send_outcome(int http_status, std::string_view body, std::string_view retry_after);
/// The same for any other call.
CallOutcome call_outcome(int http_status, std::string body, std::string_view retry_after);
/// What becomes of a send that got no answer at all, by what the HTTP client says.
std::variant<Refused, Unreachable, Uncertain> outcome_without_answer(const flows::Error& error);
/// The error in an answer; `code` is empty when the body is no Graph error.
GraphError graph_error(int http_status, std::string_view body, std::string_view retry_after);

/// The failure of a call as an Error with the code and its remedy in the text; Internal for an Answered.
flows::Error error_of(const CallOutcome& outcome);

}  // namespace sportello::webhooks
