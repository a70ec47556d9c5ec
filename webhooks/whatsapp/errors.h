/// Meta's error codes as data: what each means, what the desk does about it, and what a person can do.
/// Source: Cloud API, "Error codes" (read 2026-09-11). Branch on the code only: HTTP status, title and subcode drift.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sportello::webhooks {

/// An error as Meta reports it: in the answer to a call, in a `failed` status, or about the channel as a whole.
struct GraphError {
  std::optional<int> code;  ///< empty when the answer carried no Graph error at all
  int subcode = 0;
  int http_status = 0;  ///< 0 when it came in a webhook
  std::string title;    ///< `message` of a reply, `title` of a webhook
  std::string details;  ///< `error_data.details`
  std::string trace;    ///< `fbtrace_id`: what Meta's support asks for
  bool transient = false;
  std::optional<std::chrono::seconds> retry_after;
  friend bool operator==(const GraphError&, const GraphError&) = default;
};

/// What to do about a send that Meta refused.
enum class ErrorClass {
  Retry,           ///< rejected before anything was done: the same send may be repeated after a wait
  OutcomeUnknown,  ///< Meta's own fault, perhaps after the send: wait for a status before repeating it
  WaitAsTold,      ///< only time helps: minutes to days, see wait_before_retry
  Drop,            ///< this message will never arrive; mark it failed
  Fix,             ///< the request is wrong: our bug or the business's configuration
  Template,        ///< the customer service window is closed: use a template, mail or the phone
  Alert,           ///< the channel is broken: stop sending, keep the queue, tell people
};
std::string_view name_of(ErrorClass what);

/// Something to do beside the class, where one code asks for it.
enum class Extra { None, RememberOptOut, SendToPhone, DeadToken, CloseWindow, ResyncTemplates };

/// One line of the table; `first` to `last` are the codes it speaks for.
struct ErrorRow {
  int first;
  int last;
  ErrorClass what;
  std::string_view meaning;    ///< English, for logs
  std::string_view remedy_it;  ///< what a person does about it; empty where nobody can do anything
  std::string_view remedy_en;
  Extra extra = Extra::None;
};

/// The whole table, sorted by code; ranges do not overlap.
std::span<const ErrorRow> error_table();
/// Null for a code that is not in the table.
const ErrorRow* find_error(int code);

struct Reaction {
  ErrorClass what = ErrorClass::Drop;
  Extra extra = Extra::None;
  bool known = false;  ///< false: a code nobody has met; kept raw, worth an alert when it repeats
  std::string_view meaning;
  std::string_view remedy_it;
  std::string_view remedy_en;
};

/// What to do about it. `is_transient` makes Drop and Fix an OutcomeUnknown: Meta says it may work later, but not
/// that nothing was done.
Reaction reaction_to(const GraphError& error);

/// How long to wait before attempt `attempt` + 2 of the same thing (0 after the first failure): 4^n seconds for the
/// pair rate limit, doubling for the others, up to an hour; never less than the Retry-After of the answer. Fixed waits
/// (133015: 5 minutes, 131049: a day, 133016: 72 hours) do not grow. Jitter is the caller's.
std::chrono::seconds wait_before_retry(const GraphError& error, int attempt);

/// One line for a person: "131047: …", with Meta's details when it gave any.
std::string describe(const GraphError& error);

}  // namespace sportello::webhooks
