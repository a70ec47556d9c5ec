/// Makes the ports that know the customers, like storage/sql/repositories.h.
#pragma once

#include <memory>

#include "storage/customers.h"
#include "storage/identities.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

std::unique_ptr<Customers> make_customers(Connection& connection);
/// `people` outlives it.
std::unique_ptr<Identities> make_identities(Connection& connection, People& people);

}  // namespace sportello::storage::sql
