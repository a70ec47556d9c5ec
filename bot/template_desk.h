/// What Meta says about the business's templates, by webhook or when it is asked.
#pragma once

#include <string>

#include "bot/desk.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::bot {

/// Takes a template's news in for every business whose profile names it. Returns what became of it.
std::string note_account_news(storage::Store& store, const Numbers& numbers, const webhooks::AccountUpdate& news,
                              flows::Instant now, Afterwards& after);

}  // namespace sportello::bot
