/// The frame of every route of the API: the reply leaves no thread of the server waiting, nobody gets in without being
/// known, and what goes wrong becomes problem+json.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/core/result.h"
#include "webhooks/console/access.h"
#include "webhooks/console/console.h"
#include "webhooks/console/live_updates.h"
#include "webhooks/console/reader_pool.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// One request on a reader's thread, after its sender was recognised.
struct ApiCall {
  const Request& request;
  const Visitor& visitor;
  storage::Reader& reader;
  const Replier& replier;
};

class Api {
 public:
  using Handle = std::function<void(const ApiCall&)>;
  /// A part of an answer that is read after the desk has done its work.
  using Answer = std::function<Response(storage::Reader&)>;

  Api(DeskPort& desk, ConsoleOptions options);

  /// Routes below /api/v1. A change needs more than a look: see Access::is_intended.
  void get(Router& router, std::string_view pattern, Handle handle);
  void post(Router& router, std::string_view pattern, Handle handle);

  /// Reads and replies on a reader's thread.
  void answer(std::string request_id, const Replier& replier, Answer answer);

  const flows::Business* business(const flows::BusinessId& id) const;

  DeskPort& desk;
  const ConsoleOptions options;
  const Access access;
  LiveUpdates live;

 private:
  void add(Router& router, Method method, std::string_view pattern, Handle handle);
  void submit(std::string request_id, const Replier& replier, std::function<void(storage::Reader&)> run);

  ReaderPool readers_;
};

/// 400, 404, 409 …: what an outcome means in HTTP.
Response problem(const flows::Error& error);
/// Not to be kept by anybody, never taken for anything but JSON.
Response api_json(const nlohmann::json& value, int status = 200);
Response too_busy();

}  // namespace sportello::webhooks
