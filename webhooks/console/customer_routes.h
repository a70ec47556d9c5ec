/// The API's routes about customers and what their work costs; make_console mounts them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "storage/customers.h"
#include "storage/store.h"
#include "webhooks/console/api.h"

namespace sportello::webhooks {

/// What the work on a ticket costs, and would cost with more time.
void add_cost_routes(Api& api, Router& router);
/// People, companies with their contracts, and people who may be one.
void add_customer_routes(Api& api, Router& router);
/// Adding and changing people; settling who is who.
void add_person_changes(Api& api, Router& router);
/// Adding and changing companies with their contracts, devices and people.
void add_company_changes(Api& api, Router& router);
/// One person's data: a copy of it, and its erasure.
void add_privacy_routes(Api& api, Router& router);
/// The customers' CSV file, with a preview.
void add_customer_file_routes(Api& api, Router& router);

/// The business of that id; when none is named, the only one there is. Null otherwise.
const flows::Business* business_named(const Api& api, const std::string& id);
/// The one that a body's "business" names.
const flows::Business* business_in(const Api& api, const nlohmann::json& body);
/// A plan's id of this business, or "none".
bool is_plan(const flows::Business& business, const std::string& plan);

/// The schemas CompanyDetails and PersonDetails.
nlohmann::json company_details_json(storage::Reader& reader, const storage::CompanyRow& company);
nlohmann::json person_details_json(storage::Reader& reader, const storage::PersonRow& person);

/// What changes when somebody changes the company or the person, and does not when they write or are linked.
std::string company_etag(storage::Customers& customers, const storage::CompanyRow& company);
std::string person_etag(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases);

/// A person, by all the names they are known by (newest first): the schema Customer.
nlohmann::json person_json(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases);

}  // namespace sportello::webhooks
