#include "bot/send_outcome.h"

#include <algorithm>

#include "flows/core/match.h"
#include "flows/core/text.h"

namespace sportello::bot {
namespace {

/// Refusals that ask for patience are repeated this often; then a person has to look.
constexpr int kRetriesAtMost = 8;

void fail_for_good(SendVerdict& verdict) {
  verdict.row.state = "failed";
}

void leave_uncertain(SendVerdict& verdict, flows::Instant now, std::chrono::seconds uncertain) {
  verdict.row.state = "uncertain";
  verdict.row.not_before = now + uncertain;
  verdict.waits_for_status = true;
}

void refuse(SendVerdict& verdict, const webhooks::GraphError& error, flows::Instant now,
            std::chrono::seconds uncertain) {
  const webhooks::Reaction reaction = reaction_to(error);
  verdict.row.error_code = error.code.value_or(0);
  verdict.row.error = describe(error);
  verdict.opted_out = reaction.extra == webhooks::Extra::RememberOptOut;
  switch (reaction.what) {
    case webhooks::ErrorClass::Retry:
    case webhooks::ErrorClass::WaitAsTold:
      if (verdict.row.attempts >= kRetriesAtMost) return fail_for_good(verdict);
      verdict.row.state = "queued";
      verdict.row.not_before = now + wait_before_retry(error, verdict.row.attempts - 1);
      return;
    case webhooks::ErrorClass::OutcomeUnknown:
      return leave_uncertain(verdict, now, uncertain);
    case webhooks::ErrorClass::Alert:
      verdict.row.state = "queued";
      verdict.row.not_before = now;
      --verdict.row.attempts;
      verdict.channel_down = true;
      return;
    case webhooks::ErrorClass::Template:
      verdict.window_closed = true;
      return fail_for_good(verdict);
    case webhooks::ErrorClass::Drop:
    case webhooks::ErrorClass::Fix:
      return fail_for_good(verdict);
  }
}

}  // namespace

SendVerdict judge(storage::OutboxRow row, const webhooks::SendOutcome& outcome, flows::Instant now,
                  std::chrono::seconds uncertain) {
  SendVerdict verdict{std::move(row)};
  verdict.row.updated_at = now;
  flows::match(
      outcome,
      [&](const webhooks::Accepted& accepted) {
        verdict.row.state = "sent";
        verdict.row.wamid = accepted.id;
        verdict.row.sent_at = now;
        verdict.row.error_code = 0;
        verdict.row.error.clear();
      },
      [&](const webhooks::Refused& refused) { refuse(verdict, refused.error, now, uncertain); },
      [&](const webhooks::Unreachable& away) {
        // Surely not sent: it waits, longer each time, for as long as the network needs.
        const int doublings = std::min(verdict.row.attempts, 8);
        verdict.row.state = "queued";
        verdict.row.not_before = now + std::min(std::chrono::seconds{300}, std::chrono::seconds{1 << doublings});
        verdict.row.error = away.why;
      },
      [&](const webhooks::Uncertain& unknown) {
        verdict.row.error = unknown.why;
        leave_uncertain(verdict, now, uncertain);
      });
  return verdict;
}

SendReport report_of(const storage::OutboxRow& row, const webhooks::SendOutcome& outcome,
                     std::chrono::steady_clock::duration took) {
  SendReport report{row.id, row.conversation, flows::mask_phone(row.to_wa_id), "accepted", 0,
                    std::chrono::duration_cast<std::chrono::milliseconds>(took)};
  flows::match(
      outcome, [](const webhooks::Accepted&) {},
      [&](const webhooks::Refused& refused) {
        report.outcome = "refused";
        report.code = refused.error.code.value_or(0);
      },
      [&](const webhooks::Unreachable&) { report.outcome = "unreachable"; },
      [&](const webhooks::Uncertain&) { report.outcome = "uncertain"; });
  return report;
}

}  // namespace sportello::bot
