/// What the business tells a customer of its own accord: an operator's answer, a closure, a quote, an appointment, a
/// reminder, a survey. One value in every form it may take, so that the way can be chosen late, and chosen again.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "flows/core/result.h"
#include "flows/wording/message.h"

namespace sportello::flows {

struct Notice {
  OutgoingMessage message;                 ///< inside the customer service window; its purpose names the template
  std::optional<MediaMessage> document{};  ///< goes before the message, or with the mail
  /// Values of the template's named parameters: name, code, text, summary, deadline, amount, expires, link.
  std::map<std::string, std::string> parameters{};
  std::vector<std::string> payloads{};  ///< of the template's quick replies, in order
  std::string mail{};  ///< purpose of the catalogue's mail: "reply", "closed"; empty: mail is no way for it
  std::map<std::string, std::string> mail_parameters{};
  std::string spoken{};  ///< what a person says by phone when nothing can be sent

  friend bool operator==(const Notice&, const Notice&) = default;
};

nlohmann::json to_json(const Notice& notice);
/// Invalid for what to_json did not write.
Result<Notice> notice_from_json(const nlohmann::json& value);

}  // namespace sportello::flows
