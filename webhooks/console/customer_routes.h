/// The API's routes about customers and what their work costs; make_console mounts them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "storage/store.h"
#include "webhooks/console/api.h"

namespace sportello::webhooks {

/// What the work on a ticket costs, and would cost with more time.
void add_cost_routes(Api& api, Router& router);
/// People, companies with their contracts, and people who may be one.
void add_customer_routes(Api& api, Router& router);

/// A person, by all the names they are known by (newest first): the schema Customer.
nlohmann::json person_json(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases);

}  // namespace sportello::webhooks
