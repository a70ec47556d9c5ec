/// All the desk knows of one person, to be handed to them (GDPR, articles 15 and 20): what the console downloads and the
/// command line writes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "flows/business/business.h"
#include "storage/reader.h"

namespace sportello::webhooks {

/// The person with their names, companies and notes, every message in both directions, every ticket with its answers and
/// log, and the mail about them: the shapes are those of the API. Stored files are named, not held; other people's data is
/// not in it. `business` may be null when its profile is not loaded any more.
nlohmann::json person_copy_json(storage::Reader& reader, const storage::PersonRow& person,
                                const flows::Business* business, flows::Instant now);

/// What the audit says of a deed on a person: their id, no name.
std::string person_named_json(flows::PersonId person);

}  // namespace sportello::webhooks
