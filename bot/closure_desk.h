/// The end of a ticket: its deadline, reopening, closing for good, and what the customer thought of it. Everything here
/// runs inside one transaction of the commit loop. Internal to the desk.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "bot/desk.h"
#include "bot/scene.h"
#include "flows/dialogue/effect.h"
#include "storage/store.h"

namespace sportello::bot {

inline constexpr const char* kClosureTimer = "closure";

/// Starts the time in which the ticket can be reopened: `window` of elapsed time when given, else what the business
/// allows. Sets the ticket's deadline and the timer that closes it, and prepares the survey where one is due.
void begin_verification(storage::Store& store, const Scene& scene, storage::TicketRow& ticket,
                        std::optional<std::chrono::hours> window, Afterwards& after);
/// Takes the deadline, its timer and the unanswered survey away.
void end_verification(storage::Store& store, storage::TicketRow& ticket, flows::Instant now);

/// The effects of a step on tickets that were resolved. A ticket that is not this person's is left alone.
void reopen(storage::Store& store, const Scene& scene, const flows::ReopenTicket& effect, Afterwards& after);
void close(storage::Store& store, const Scene& scene, const flows::CloseTicket& effect, Afterwards& after);
void note_survey_asked(storage::Store& store, const Scene& scene, const std::string& code);
void keep_score(storage::Store& store, const Scene& scene, const flows::KeepScore& effect, Afterwards& after);
void keep_comment(storage::Store& store, const Scene& scene, const flows::KeepComment& effect, Afterwards& after);

/// What somebody answered on the survey's page.
struct FeedbackGiven {
  std::optional<int> score;  ///< 1 to 5
  std::string comment;
};
/// NotFound for an unknown token, Conflict when it is answered or too late. A score counts once, and so does a comment.
flows::Result<void> take_feedback(storage::Store& store, const Desk& desk, const std::string& token,
                                  const FeedbackGiven& given, flows::Instant now, Afterwards& after);

}  // namespace sportello::bot
