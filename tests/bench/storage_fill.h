/// Fills a database with years of traffic, for measuring what a turn costs then.
#pragma once

#include <cstdint>
#include <string>

namespace sportello::storage {

struct Fill {
  std::int64_t people = 0;
  std::int64_t tickets = 0;
  std::int64_t messages = 0;  ///< half of them inbound, half outgoing
};

/// `path` is a database with the schema and nothing in it. Takes minutes and about 1 GB a million messages.
void fill(const std::string& path, const Fill& size);

}  // namespace sportello::storage
