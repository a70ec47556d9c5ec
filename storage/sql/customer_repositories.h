/// Makes the ports that know the customers and which tickets are one, like storage/sql/repositories.h.
#pragma once

#include <memory>

#include "storage/customer_notes.h"
#include "storage/customers.h"
#include "storage/identities.h"
#include "storage/merges.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

std::unique_ptr<Customers> make_customers(Connection& connection);
/// `people` outlives it.
std::unique_ptr<Identities> make_identities(Connection& connection, People& people);
std::unique_ptr<Merges> make_merges(Connection& connection);
std::unique_ptr<CustomerNotes> make_customer_notes(Connection& connection);

}  // namespace sportello::storage::sql
