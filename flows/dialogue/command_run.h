/// What a command does to the conversation. Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/dialogue/commands.h"
#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// Obeys a command. False when it means nothing at this point, so that the text is read as words.
bool obey(Turn& turn, const TypedCommand& command, const std::string& text, const Wamid& message);

}  // namespace sportello::flows
