#include "webhooks/console/console.h"

#include <utility>

#include "embedded/console_pages.h"
#include "webhooks/console/api.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/routes.h"
#include "webhooks/http/static_files.h"

namespace sportello::webhooks {
namespace {

class DeskConsole : public Console {
 public:
  DeskConsole(DeskPort& desk, ConsoleOptions options) : api_(desk, std::move(options)) {
    desk.subscribe([this](const DeskNews& news) { api_.live.publish(news); });
  }

  void mount(Router& router) override {
    add_ticket_routes(api_, router);
    add_queue_routes(api_, router);
    add_sheet_routes(api_, router);
    add_note_routes(api_, router);
    add_system_routes(api_, router);
    add_together_routes(api_, router);
    add_calendar_routes(api_, router);
    add_canned_answer_routes(api_, router);
    add_cost_routes(api_, router);
    add_customer_routes(api_, router);
    add_attachment_routes(api_, router);
    add_outbox_routes(api_, router);
    add_mail_routes(api_, router);
    add_quality_routes(api_, router);
    add_desk_routes(api_, router);
    add_sign_in_routes(api_, router);
    add_own_account_routes(api_, router);
    add_operator_routes(api_, router);
    mount_static(router, "/console", embedded::console_pages(), UnknownPaths::ShowPage);
  }

  void close() override { api_.live.close(); }

 private:
  Api api_;
};

}  // namespace

std::unique_ptr<Console> make_console(DeskPort& desk, ConsoleOptions options) {
  return std::make_unique<DeskConsole>(desk, std::move(options));
}

std::string sign_in_url(std::string_view public_url, std::string_view token) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return std::string(public_url) + "/console/sign-in/" + std::string(token);
}

}  // namespace sportello::webhooks
