/// Messages of which nobody knows whether they have left, and the wait for a status that tells.
#pragma once

#include "storage/store.h"

namespace sportello::bot {

/// Sets the timer that ends the wait for the message's status.
void wait_for_status(storage::Store& store, const storage::OutboxRow& row, flows::Instant until);

/// After a start of the only process: whatever was in flight has been interrupted. All that is uncertain waits.
void doubt_interrupted_sends(storage::Store& store, flows::Instant now, flows::Instant until);

/// Where other processes send too: what has been in flight since before `claimed_before` belonged to one that died.
void doubt_sends_of_the_dead(storage::Store& store, flows::Instant now, flows::Instant until,
                             flows::Instant claimed_before);

}  // namespace sportello::bot
