/// Tickets, people and messages as the API shows them. The shapes are part of the contract: openapi.json describes
/// them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "flows/business/business.h"
#include "storage/reader.h"

namespace sportello::webhooks {

/// A ticket as a list shows it. `business` may be null when its profile is not loaded any more.
nlohmann::json ticket_json(const storage::TicketListRow& row, const std::vector<storage::AliasRow>& aliases,
                           const flows::Business* business);

/// Something that somebody has to look at, with what the customer answered.
struct TaskDetails {
  storage::TaskRow task;
  std::optional<storage::SurveyRow> survey;
};
TaskDetails read_task(storage::Reader& reader, storage::TaskRow task);
nlohmann::json task_json(const TaskDetails& details);

/// What a ticket's own page adds.
struct TicketDetails {
  storage::TicketListRow row;
  std::vector<storage::AliasRow> aliases;
  std::vector<storage::TicketEventRow> events;
  std::vector<storage::AttachmentRow> attachments;
  std::vector<storage::ThreadRow> thread;
  std::optional<storage::ConversationRow> conversation;
  std::vector<storage::ProposalRow> proposals;  ///< newest first
  std::vector<storage::TicketRow> history;  ///< other tickets of the same person, newest first
  std::optional<storage::SurveyRow> survey;  ///< of its last closure
  std::vector<TaskDetails> tasks;
  std::string previous;                     ///< code of the ticket this one follows; empty: none
  std::string merged_into;                  ///< code of the ticket in whose place it is gone; empty: it stands
  std::vector<storage::TicketRow> merged;   ///< what was merged into it; their logs are among the events
};
/// Everything there is about the ticket of that code, if there is one.
std::optional<TicketDetails> read_ticket(storage::Reader& reader, const std::string& code);
/// `public_url` is where people reach the desk; may be empty.
nlohmann::json ticket_details_json(const TicketDetails& ticket, const flows::Business* business, flows::Instant now,
                                   const std::string& public_url);

nlohmann::json attachment_json(const storage::AttachmentRow& attachment);
nlohmann::json outbox_json(const storage::OutboxRow& message);
nlohmann::json parked_json(const storage::InboxRow& event);

nlohmann::json localized_json(const flows::Localized& text);
/// Null when it is empty.
nlohmann::json text_or_null(const std::string& text);
/// ISO 8601 in UTC; null when there is none.
nlohmann::json time_json(const std::optional<flows::Instant>& instant);

}  // namespace sportello::webhooks
