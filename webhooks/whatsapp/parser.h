/// From the raw bytes of a webhook POST to updates. Total: any JSON gives updates, nothing throws, and one element
/// that makes no sense never costs another.
#pragma once

#include <string_view>

#include "webhooks/whatsapp/update.h"

namespace sportello::webhooks {

/// Parses a whole body. Everything in it comes back in some update, except an empty list of entries, what is `null`
/// or "whatsapp" anyway, and contacts of nobody.
/// No clock: a message without a readable timestamp has the epoch as `sent_at`.
Batch parse_batch(std::string_view body);

/// Parses what an earlier parse kept as Update::raw. The same text gives the same update; text that is no JSON gives
/// an UnknownUpdate.
Update reparse(std::string_view raw);

}  // namespace sportello::webhooks
