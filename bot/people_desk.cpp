#include "bot/people_desk.h"

#include <array>
#include <utility>

#include "storage/identities.h"

namespace sportello::bot {
namespace {

using storage::AliasKind;

std::array<std::pair<AliasKind, std::string>, 3> aliases_in(const flows::Identity& identity) {
  return {{{AliasKind::WaId, identity.wa_id},
           {AliasKind::Bsuid, identity.bsuid},
           {AliasKind::ParentBsuid, identity.parent_bsuid}}};
}

}  // namespace

storage::PersonRow recognise(storage::Store& store, const flows::BusinessId& business, const flows::Identity& identity,
                             flows::Instant now) {
  std::optional<storage::PersonRow> person;
  for (const auto& [kind, value] : aliases_in(identity)) {
    if (!person && !value.empty()) person = store.people().find_by_alias(business, kind, value);
  }
  if (!person) {
    person.emplace();
    person->business = business;
    person->profile_name = identity.profile_name;
    person->username = identity.username;
    person->created_at = now;
    person->id = store.people().create(*person);
  } else {
    const bool renamed = !identity.profile_name.empty() && identity.profile_name != person->profile_name;
    const bool new_username = !identity.username.empty() && identity.username != person->username;
    if (renamed) person->profile_name = identity.profile_name;
    if (new_username) person->username = identity.username;
    if (renamed || new_username) store.people().update(*person);
  }
  for (const auto& [kind, value] : aliases_in(identity)) {
    if (value.empty()) continue;
    const auto owner = store.people().find_by_alias(business, kind, value);
    if (!owner) {
      // Nobody has it, so the addition cannot conflict within this transaction.
      static_cast<void>(store.people().add_alias(person->id, business, kind, value, now));
    } else if (owner->id != person->id) {
      storage::identities_of(store).note_conflict({0, business, person->id, owner->id, now, {}});
    }
  }
  return *person;
}

std::string change_identity(storage::Store& store, const flows::BusinessId& business,
                            const webhooks::IdentityChange& change, flows::Instant now,
                            std::optional<flows::PersonId>& person) {
  std::optional<storage::PersonRow> known;
  for (const auto& [kind, value] : aliases_in(change.before)) {
    if (!known && !value.empty()) known = store.people().find_by_alias(business, kind, value);
  }
  if (!known) {
    for (const auto& [kind, value] : aliases_in(change.after)) {
      if (!known && !value.empty()) known = store.people().find_by_alias(business, kind, value);
    }
  }
  if (!known) return "identity change of somebody unknown: kept";
  person = known->id;
  bool merged = false;
  for (const auto& [kind, value] : aliases_in(change.after)) {
    if (value.empty()) continue;
    // WhatsApp itself says that the two are one.
    if (const auto other = store.people().find_by_alias(business, kind, value); other && other->id != known->id) {
      merge_people(store, known->id, other->id, "bot", now);
      merged = true;
    }
    static_cast<void>(store.people().add_alias(known->id, business, kind, value, now));
  }
  return merged ? "identity change noted: two people became one" : "identity change noted";
}

void merge_people(storage::Store& store, flows::PersonId into, flows::PersonId from, const std::string& who,
                  flows::Instant now) {
  storage::identities_of(store).merge(into, from);
  store.audit().add({0, now, who, "merged two people",
                     R"({"into":)" + std::to_string(into.value) + R"(,"from":)" + std::to_string(from.value) + "}"});
}

Address address_of(storage::Store& store, flows::PersonId person) {
  Address address;
  for (const storage::AliasRow& alias : store.people().aliases(person)) {
    if (alias.kind == AliasKind::WaId && address.wa_id.empty()) address.wa_id = alias.value;
    if (alias.kind == AliasKind::Bsuid && address.bsuid.empty()) address.bsuid = alias.value;
  }
  return address;
}

}  // namespace sportello::bot
