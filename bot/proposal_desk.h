/// Quotes and appointments: put to the customer, answered once, expired by the clock. On the commit loop's thread.
#pragma once

#include "bot/delivery.h"
#include "flows/dialogue/effect.h"
#include "flows/dialogue/step.h"
#include "storage/store.h"

namespace sportello::bot {

/// Timer kinds; the data of both is the proposal's id.
inline constexpr const char* kProposalExpiry = "proposal_expiry";
inline constexpr const char* kAppointmentReminder = "appointment_reminder";

/// "160,00 € + IVA", "160.00 € + VAT".
std::string amount_in_words(std::int64_t cents, flows::Language language);

/// What the dialogue knows of the ticket's proposals, newest first.
std::vector<flows::ProposalFacts> proposal_facts(storage::Store& store, const storage::TicketRow& ticket,
                                                 flows::Language language);

/// Tells the customer and waits for an answer: with buttons inside the window, by template, mail or a person outside
/// it. Earlier open ones of the same kind are withdrawn. The row's id, state and sent_at are set here. Invalid when its
/// attachment is none of this ticket's stored files.
flows::Result<webhooks::Way> propose(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket,
                                     storage::ProposalRow proposal, const Telling& telling, Afterwards& after);

/// Keeps the customer's answer: verbatim, with time and message, on the proposal and in the ticket's log, and moves the
/// ticket. Nothing happens when it has been answered already.
void keep_answer(storage::Store& store, const Scene& scene, const flows::AnswerProposal& answer, Afterwards& after);

/// Sends the files of open proposals that only a template has told of: the window is open now.
void send_waiting_documents(storage::Store& store, const Scene& scene, Afterwards& after);

/// The time of an open proposal is over, or an appointment is near.
void fire_proposal(storage::Store& store, const Desk& desk, const storage::TimerRow& timer, flows::Instant now,
                   Afterwards& after);

}  // namespace sportello::bot
