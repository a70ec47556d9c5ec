#include <string>
#include <utility>

#include "embedded/emulator_pages.h"
#include "embedded/emulator_samples.h"
#include "webhooks/emulator/routes.h"
#include "webhooks/http/static_files.h"

namespace sportello::webhooks::emulator {
namespace {

/// The phone records voice notes, so these two pages alone may use the microphone.
Handler page(std::string_view name) {
  return [html = std::string(embedded::emulator_pages(name))](const Request&, const Replier& replier) {
    Response response = Response::html(html);
    add_page_headers(response);
    response.headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=()");
    response.headers.set("Cache-Control", "no-cache");
    replier.send(std::move(response));
  };
}

}  // namespace

void mount_pages(Router& router) {
  router.add(Method::Get, "/", page("demo.html"));
  router.add(Method::Get, "/emulator/", page("phone.html"));
  router.add(Method::Get, "/emulator",
             [](const Request&, const Replier& replier) { replier.send(Response::redirect("/emulator/", 308)); });
  mount_static(router, "/emulator/assets", embedded::emulator_pages());
  mount_static(router, "/emulator/samples", embedded::emulator_samples());
}

}  // namespace sportello::webhooks::emulator
