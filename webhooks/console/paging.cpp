#include "webhooks/console/paging.h"

#include "webhooks/console/routes.h"

namespace sportello::webhooks {
namespace {

constexpr int kPage = 100;
constexpr int kLargestPage = 500;

}  // namespace

flows::Result<Page> read_page(const Request& request) {
  const auto limit = read_limit(request, kPage, kLargestPage);
  if (!limit) return limit.error();
  Page page{.after = 0, .limit = *limit};
  if (const auto cursor = request.query.find("cursor"); cursor && !cursor->empty()) {
    const auto after = read_id(*cursor);
    if (!after) return flows::fail(flows::Errc::Invalid, "This cursor was not given out.");
    page.after = *after;
  }
  return page;
}

void act_on_row(const ApiCall& call,
                const std::function<bool(std::int64_t id, std::function<void(flows::Result<void>)> done)>& work) {
  const auto id = read_id(call.request.param("id"));
  if (!id) {
    call.replier.send(problem(flows::fail(flows::Errc::NotFound, "There is no such thing.")));
    return;
  }
  const bool taken = work(*id, [replier = call.replier](const flows::Result<void>& done) {
    replier.send(done ? Response::no_content() : problem(done.error()));
  });
  if (!taken) call.replier.send(too_busy());
}

}  // namespace sportello::webhooks
