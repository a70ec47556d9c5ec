/// Meta's error bodies, as the Graph API and `failed` statuses write them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace sportello::webhooks::emulator {

/// Why a call is refused.
struct GraphFault {
  int code = 100;
  int subcode = 0;        ///< 0: none
  std::string message{};  ///< without the "(#100) " in front; empty: the code's own title
  std::string details{};  ///< error_data.details; empty: no error_data
  int http_status = 0;    ///< 0: the code's own
  friend bool operator==(const GraphFault&, const GraphFault&) = default;
};

/// Meta's title of a code ("Re-engagement message"); a general one for a code nobody wrote down here.
std::string_view title_of(int code);
/// The HTTP status Meta used with a code when its page still said so; 400 for the rest.
int http_status_of(const GraphFault& fault);

/// 100 with "(#100) " + message.
GraphFault invalid_parameter(std::string message);
/// 131009 with details: what Meta answers when the shape is right and a value is not.
GraphFault invalid_value(std::string details);
/// 131008 with details.
GraphFault missing_value(std::string details);
/// 100 with subcode 33: the object named in the path is not there, or not for this token.
GraphFault no_such_object(std::string_view id, std::string_view method);

/// {"error":{…}} as the body of a reply. `trace` is the fbtrace_id.
nlohmann::json error_body(const GraphFault& fault, std::string_view trace);
/// One element of `errors` in a webhook.
nlohmann::json webhook_error(const GraphFault& fault);

}  // namespace sportello::webhooks::emulator
