/// The moves inside a form that its run and its sending share. Internal to flows/dialogue.
#pragma once

#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// The first field of this run that still needs an answer; null when the summary is next.
const Field* next_field(const Turn& turn, const Filling& form);
/// Asks what comes next: a field, or the summary.
void advance(Turn& turn, Filling& form);
/// Asks this field, whether or not it has an answer already.
void ask_again_for(Turn& turn, Filling& form, const Field& field);
/// Keeps an answer with where it came from, and says what its option has to say.
void keep_answer(Turn& turn, Filling& form, const Field& field, Answer answer, const Wamid& message);
/// Silence is counted from now.
void restart_timers(Turn& turn);

}  // namespace sportello::flows
