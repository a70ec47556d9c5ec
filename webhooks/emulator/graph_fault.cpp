#include "webhooks/emulator/graph_fault.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace sportello::webhooks::emulator {
namespace {

struct Row {
  int code;
  int http_status;
  std::string_view title;
};

// Titles and statuses: Meta, WhatsApp Cloud API, "Error codes" (2026-09); the statuses are from an older edition.
constexpr auto kRows = std::to_array<Row>({
    {0, 401, "AuthException"},
    {1, 400, "An unknown error occurred"},
    {2, 503, "Service temporarily unavailable"},
    {3, 500, "Application does not have the capability to make this API call"},
    {4, 400, "Application request limit reached"},
    {10, 403, "Application does not have permission for this action"},
    {33, 400, "Parameter value is not valid"},
    {100, 400, "Invalid parameter"},
    {190, 401, "Invalid OAuth access token"},
    {200, 403, "You do not have the necessary permissions"},
    {368, 403, "Temporarily blocked for policies violations"},
    {80007, 400, "Rate limit issues"},
    {130403, 400, "The user is blocked"},
    {130429, 429, "Rate limit hit"},
    {130472, 400, "User's number is part of an experiment"},
    {130497, 403, "Business account is restricted from messaging users in this country"},
    {131000, 500, "Something went wrong"},
    {131005, 403, "Access denied"},
    {131008, 400, "Required parameter is missing"},
    {131009, 400, "Parameter value is not valid"},
    {131016, 500, "Service unavailable"},
    {131021, 400, "Recipient cannot be sender"},
    {131026, 400, "Message undeliverable"},
    {131030, 400, "Recipient phone number not in allowed list"},
    {131031, 403, "Business account has been locked"},
    {131042, 400, "Business eligibility payment issue"},
    {131045, 500, "Incorrect certificate"},
    {131047, 400, "Re-engagement message"},
    {131048, 400, "Spam rate limit hit"},
    {131049, 400, "This message was not delivered to maintain healthy ecosystem engagement."},
    {131050, 400, "User has stopped marketing messages from this business"},
    {131051, 400, "Unsupported message type"},
    {131052, 400, "Media download error"},
    {131053, 400, "Media upload error"},
    {131056, 400, "(Business Account, Consumer Account) pair rate limit hit"},
    {131057, 500, "Business account is in maintenance mode"},
    {131060, 400, "This message is currently unavailable"},
    {131062, 400, "Business-scoped user id is not supported for this message"},
    {132000, 400, "Number of parameters does not match the expected number of params"},
    {132001, 404, "Template name does not exist in the translation"},
    {132005, 400, "Translated text too long"},
    {132007, 400, "Template format character policy violated"},
    {132012, 400, "Parameter format does not match format in the created template"},
    {132015, 400, "Template is paused"},
    {132016, 400, "Template is disabled"},
    {132018, 400, "There is an issue with the parameters of the template"},
    {133004, 503, "Server temporarily unavailable"},
    {133005, 400, "Two step verification PIN mismatch"},
    {133006, 400, "Phone number needs to be verified before registering"},
    {133010, 400, "Phone number not registered"},
    {133015, 400, "Please wait a few minutes before attempting to register this phone number"},
    {133016, 400, "Account register deregister rate limit exceeded"},
    {135000, 400, "Generic user error"},
    {2388299, 400, "Variables can't be at the start or end of the template"},
});

const Row* find_row(int code) {
  const auto row = std::find_if(kRows.begin(), kRows.end(), [code](const Row& r) { return r.code == code; });
  return row == kRows.end() ? nullptr : &*row;
}

std::string full_message(const GraphFault& fault) {
  const std::string said = fault.message.empty() ? std::string(title_of(fault.code)) : fault.message;
  // These two speak without their number in front.
  if (fault.code == 190 || fault.subcode == 33) return said;
  return "(#" + std::to_string(fault.code) + ") " + said;
}

}  // namespace

std::string_view title_of(int code) {
  const Row* row = find_row(code);
  return row ? row->title : "An error that the emulator was told to answer with";
}

int http_status_of(const GraphFault& fault) {
  if (fault.http_status != 0) return fault.http_status;
  const Row* row = find_row(fault.code);
  return row ? row->http_status : 400;
}

GraphFault invalid_parameter(std::string message) {
  return {.code = 100, .message = std::move(message)};
}

GraphFault invalid_value(std::string details) {
  return {.code = 131009, .details = std::move(details)};
}

GraphFault missing_value(std::string details) {
  return {.code = 131008, .details = std::move(details)};
}

GraphFault no_such_object(std::string_view id, std::string_view method) {
  return {.code = 100,
          .subcode = 33,
          .message = "Unsupported " + std::string(method) + " request. Object with ID '" + std::string(id) +
                     "' does not exist, cannot be loaded due to missing permissions, or does not support this "
                     "operation. Please read the Graph API documentation at "
                     "https://developers.facebook.com/docs/graph-api"};
}

nlohmann::json error_body(const GraphFault& fault, std::string_view trace) {
  nlohmann::json error = {{"message", full_message(fault)},
                          {"type", fault.subcode == 33 ? "GraphMethodException" : "OAuthException"},
                          {"code", fault.code},
                          {"fbtrace_id", trace}};
  if (fault.subcode != 0) error["error_subcode"] = fault.subcode;
  if (!fault.details.empty()) {
    error["error_data"] = {{"messaging_product", "whatsapp"}, {"details", fault.details}};
  }
  if (fault.code == 2 || fault.code == 131016 || fault.code == 131057) error["is_transient"] = true;
  return {{"error", std::move(error)}};
}

nlohmann::json webhook_error(const GraphFault& fault) {
  const std::string title(title_of(fault.code));
  return {{"code", fault.code},
          {"title", title},
          {"message", title},
          {"error_data", {{"details", fault.details.empty() ? title : fault.details}}},
          {"href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}};
}

}  // namespace sportello::webhooks::emulator
