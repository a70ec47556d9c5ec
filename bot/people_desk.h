/// Who writes: finds or makes the person behind a WhatsApp identity and keeps their aliases together.
#pragma once

#include <optional>
#include <string>

#include "flows/core/ids.h"
#include "flows/dialogue/event.h"
#include "storage/store.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::bot {

/// The person, made when nobody has any of the identity's aliases. New aliases and a new profile name are stored.
/// The phone alias decides when two aliases belong to different people; that is noted for a person to settle.
storage::PersonRow recognise(storage::Store& store, const flows::BusinessId& business, const flows::Identity& identity,
                             flows::Instant now);

/// Joins the new number or user id to the person the change tells of, and whoever had it already with them. Returns the outcome for the inbox.
std::string change_identity(storage::Store& store, const flows::BusinessId& business,
                            const webhooks::IdentityChange& change, flows::Instant now,
                            std::optional<flows::PersonId>& person);

/// Gives everything of `from` to `into`, and writes who did it into the audit.
void merge_people(storage::Store& store, flows::PersonId into, flows::PersonId from, const std::string& who,
                  flows::Instant now);

/// Where a reply to this person goes: the newest number and user id known.
struct Address {
  std::string wa_id;
  std::string bsuid;
};
Address address_of(storage::Store& store, flows::PersonId person);

}  // namespace sportello::bot
