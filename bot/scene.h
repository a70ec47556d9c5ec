/// Everything one step of a conversation needs from the store, loaded; and its effects, written back.
/// Internal to the desk.
#pragma once

#include <string>

#include "bot/desk.h"
#include "flows/dialogue/effect.h"
#include "flows/dialogue/step.h"
#include "storage/store.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

struct Scene {
  const flows::Business& business;
  storage::PersonRow person;
  storage::ConversationRow row;
  flows::Conversation conversation;
  flows::Instant now{};
  const MailSettings* mail = nullptr;  ///< Desk::mail(); null: no mail is written
};

/// Reads the conversation's state; a new one starts empty. Throws when what is stored cannot be read.
flows::Conversation conversation_in(const storage::ConversationRow& row, const flows::Business& business);

/// What flows::step is told beside the event.
flows::Context context_of(storage::Store& store, const Scene& scene, const DeskOptions& options,
                          const flows::Event& event);

struct Carried {
  std::string outcome;  ///< for the inbox
  webhooks::Way way = webhooks::Way::None;
};
/// Writes the step's effects; `cause` makes each outgoing message unique, `author` is who sends it.
Carried carry_out(storage::Store& store, Scene& scene, const flows::Step& step, const std::string& cause,
                  Afterwards& after, const std::string& author = "bot");

/// Puts one message into the outbox of the conversation. Nothing happens when `cause` made one before.
void enqueue(storage::Store& store, const Scene& scene, const flows::OutgoingMessage& message, const std::string& cause,
             const std::string& author, std::optional<flows::TicketId> ticket, Afterwards& after);

}  // namespace sportello::bot
