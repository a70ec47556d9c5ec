/// The HTTP rim of the emulator: which path does what. Thin; all that decides is in the functions on the world.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "flows/core/result.h"
#include "webhooks/emulator/engine.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks::emulator {

/// /emulator/graph/… and /emulator/media/…
void mount_graph(Router& router, Engine& engine);
/// /emulator/api/…: what changes something.
void mount_control(Router& router, Engine& engine);
/// /emulator/api/…: what tells something, and the events.
void mount_watch(Router& router, Engine& engine);
/// / and /emulator/: the pages.
void mount_pages(Router& router);

/// A handler of the control API: JSON in (null without a body), JSON or a problem out. Other sites' pages may not call
/// it.
using Control = std::function<flows::Result<nlohmann::json>(const Request&, const nlohmann::json&)>;
void add_control(Router& router, Method method, std::string_view path, Control control);
/// Whether a browser says that the request comes from another site's page.
bool from_elsewhere(const Request& request);
Response problem_of(const flows::Error& error);

}  // namespace sportello::webhooks::emulator
