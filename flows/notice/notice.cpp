#include "flows/notice/notice.h"

#include <nlohmann/json.hpp>

namespace sportello::flows {

using nlohmann::json;

json to_json(const Notice& notice) {
  json value{{"message", to_json(notice.message)},
             {"parameters", notice.parameters},
             {"payloads", notice.payloads},
             {"mail", notice.mail},
             {"mail_parameters", notice.mail_parameters},
             {"spoken", notice.spoken}};
  if (notice.document) value["document"] = to_json(OutgoingMessage{*notice.document, notice.message.purpose, {}});
  return value;
}

Result<Notice> notice_from_json(const json& value) {
  try {
    auto message = outgoing_from_json(value.at("message"));
    if (!message) return message.error();
    Notice notice;
    notice.message = std::move(*message);
    notice.parameters = value.at("parameters").get<std::map<std::string, std::string>>();
    notice.payloads = value.at("payloads").get<std::vector<std::string>>();
    notice.mail = value.at("mail").get<std::string>();
    notice.mail_parameters = value.at("mail_parameters").get<std::map<std::string, std::string>>();
    notice.spoken = value.at("spoken").get<std::string>();
    if (value.contains("document")) {
      auto document = outgoing_from_json(value.at("document"));
      if (!document) return document.error();
      const auto* media = std::get_if<MediaMessage>(&document->content);
      if (media == nullptr) return fail(Errc::Invalid, "the document of a notice is no file");
      notice.document = *media;
    }
    return notice;
  } catch (const json::exception& error) {
    return fail(Errc::Invalid, std::string("not a notice: ") + error.what());
  }
}

}  // namespace sportello::flows
