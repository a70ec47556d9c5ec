/// Who opens, closes, works or answers: the desk, the customer, a thing of theirs, somebody else.
#pragma once

#include <vector>

#include "flows/understanding/meanings.h"
#include "flows/understanding/reading.h"

namespace sportello::flows {

/// Gives each predicate of the sentence ("aperto", "lavorate", "attivo") one of the meanings of.desk, of.me, of.thing,
/// of.ticket, of.other, of.none, and obj.* to those that have an object ("aprite il ticket").
void mark_subjects(std::vector<Token>& words, const Stretch& sentence, const Meanings& m);

}  // namespace sportello::flows
