/// "grazie", "ok perfetto", 👍: words that acknowledge and ask for nothing. Internal to flows/dialogue.
#pragma once

#include <string>

namespace sportello::flows {

/// True for a text that says thanks, that all is well, or goodbye, and nothing else (K20: it reopens no ticket). A text
/// without letters is one.
bool acknowledges(const std::string& text);
/// True when the text objects or denies: "non funziona ancora", "grazie, però…", "it still doesn't". Questions do not.
bool objects(const std::string& text);
/// True when the text says in so many words that it is about something new: "un altro problema", "new request".
bool announces_something_new(const std::string& text);
/// True when the text speaks of a ticket as such: "vorrei aprire un ticket".
bool asks_for_a_ticket(const std::string& text);

}  // namespace sportello::flows
