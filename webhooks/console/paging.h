/// Pages of lists that are numbered by row id, and deeds on one row. Internal to the console's routes.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "webhooks/console/api.h"

namespace sportello::webhooks {

struct Page {
  std::int64_t after = 0;
  int limit = 100;
};
/// The `cursor` and `limit` of the query. Invalid for a cursor that was not given out.
flows::Result<Page> read_page(const Request& request);

/// The cursor after a page that may have a successor.
template <class Rows>
nlohmann::json next_of(const Rows& rows, const Page& page, std::int64_t last_id) {
  return static_cast<int>(rows.size()) < page.limit ? nlohmann::json() : nlohmann::json(std::to_string(last_id));
}

/// Does something to the row that the address names, and answers 204 or why not.
void act_on_row(const ApiCall& call,
                const std::function<bool(std::int64_t id, std::function<void(flows::Result<void>)> done)>& work);

}  // namespace sportello::webhooks
