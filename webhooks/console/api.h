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
#include "webhooks/console/presence.h"
#include "webhooks/console/reader_pool.h"
#include "webhooks/console/sign_in_throttle.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// One request on a reader's thread, after its sender was recognised.
struct ApiCall {
  const Request& request;
  const Visitor& visitor;
  storage::Reader& reader;
  const Replier& replier;

  /// Answers with what an outcome means in HTTP.
  void refuse(const flows::Error& error) const;
};

class Api {
 public:
  using Handle = std::function<void(const ApiCall&)>;
  /// A part of an answer that is read after the desk has done its work.
  using Answer = std::function<Response(storage::Reader&)>;

  Api(DeskPort& desk, ConsoleOptions options);

  /// Routes below /api/v1, for visitors with that right (none: for everybody who is known). A change needs more than a look: see Access::is_intended.
  void get(Router& router, std::string_view pattern, Handle handle, std::optional<flows::Right> right = flows::Right::Look);
  void post(Router& router, std::string_view pattern, Handle handle, std::optional<flows::Right> right = flows::Right::Work);
  /// A route for whoever asks, on a reader's thread: signing in.
  void open(Router& router, std::string_view pattern,
            std::function<void(const Request&, storage::Reader&, const Replier&)> handle);
  /// Work of the console's own; `reply` is called when it is durable, everything else is answered here.
  void write(const Replier& replier, StoreWork work, std::function<Response()> reply);

  /// Reads and replies on a reader's thread.
  void answer(std::string request_id, const Replier& replier, Answer answer);

  const flows::Business* business(const flows::BusinessId& id) const;

  DeskPort& desk;
  const ConsoleOptions options;
  const Access access;
  LiveUpdates live;
  SignInThrottle throttle;
  Presence presence;

 private:
  void add(Router& router, Method method, std::string_view pattern, std::optional<flows::Right> right, Handle handle);
  void submit(std::string request_id, const Replier& replier, std::function<void(storage::Reader&)> run);

  ReaderPool readers_;
};

/// 400, 404, 409 …: what an outcome means in HTTP. The sentence is English, for programs and logs; `code` and `params`
/// let a page say it in its reader's language.
Response problem(const flows::Error& error);
/// The same with members of its own (RFC 9457, section 3.2).
Response problem(const flows::Error& error, const nlohmann::json& more);
/// {"code": …, "params": {…}}
nlohmann::json reason_json(const flows::CodedText& reason);
/// Not to be kept by anybody, never taken for anything but JSON.
Response api_json(const nlohmann::json& value, int status = 200);
Response too_busy();

}  // namespace sportello::webhooks
