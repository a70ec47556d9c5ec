/// Whether the business may write of its own accord. Everything that sends something the customer has not just asked
/// for passes here first.
#pragma once

#include "flows/wording/message.h"

namespace sportello::flows {

/// True for an answer, and for an operator's reply while the customer's 24-hour window is open: those continue what the
/// customer began. Everything else (closure notices, surveys, reminders, quotes, a reply that needs a template) is the
/// business's own initiative, which STOP ends until START (Meta's business messaging policy: honour opt-outs).
/// What may not be sent goes on the list of calls to be made, or is left out.
bool may_initiate(bool opted_out, Purpose purpose, bool window_open);

}  // namespace sportello::flows
