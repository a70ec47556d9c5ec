#include "webhooks/console/message_json.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/core/time.h"
#include "flows/dialogue/event.h"
#include "flows/wording/message.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

json titles_of(const std::vector<flows::Choice>& choices) {
  json titles = json::array();
  for (const auto& choice : choices) titles.push_back(choice.title);
  return titles;
}

/// Adds what a bubble of ours has beside its text. What cannot be read any more keeps the text it was stored with.
void add_content(json& line, const std::string& stored) {
  const auto value = flows::parse_json(stored);
  if (!value) return;
  const auto message = flows::outgoing_from_json(*value);
  if (!message) return;
  flows::match(
      message->content, [&](const flows::TextMessage& text) { line["text"] = text.text; },
      [&](const flows::ButtonsMessage& buttons) {
        line["text"] = buttons.text;
        line["choices"] = titles_of(buttons.buttons);
      },
      [&](const flows::ListMessage& list) {
        line["text"] = list.text;
        line["choices"] = titles_of(list.rows);
      },
      [&](const flows::LinkMessage& link) {
        line["text"] = link.text;
        line["link"] = {{"label", link.label}, {"url", link.url}};
      },
      [&](const flows::ContactRequestMessage& request) { line["text"] = request.text; },
      [&](const flows::TemplateMessage& approved) { line["template"] = approved.name; },
      [&](const flows::MediaMessage& media) { line["text"] = media.caption; });
}

void add_place(json& line, const std::string& stored) {
  const auto value = flows::parse_json(stored);
  if (!value) return;
  const auto message = flows::customer_message_from_json(*value);
  if (!message) return;
  if (const auto* place = std::get_if<flows::LocationSent>(&message->said)) {
    line["location"] = {{"latitude", place->latitude},
                        {"longitude", place->longitude},
                        {"name", place->name},
                        {"address", place->address}};
  }
}

/// A sticker is small as it is, and may move.
bool has_thumbnail(const storage::AttachmentRow& attachment) {
  const auto& mime = attachment.mime;
  return attachment.kind != "sticker" && (mime == "image/jpeg" || mime == "image/png" || mime == "image/webp");
}

}  // namespace

json attachment_json(const storage::AttachmentRow& attachment) {
  const bool stored = attachment.state == "stored";
  const std::string url = "/api/v1/attachments/" + std::to_string(attachment.id.value);
  return {{"id", attachment.id.value},
          {"kind", attachment.kind},
          {"mime", attachment.mime},
          {"size", attachment.size},
          {"name", attachment.filename},
          {"state", attachment.state},
          {"error", text_or_null(attachment.error)},
          {"url", stored ? json(url) : json()},
          {"thumbnail_url", stored && has_thumbnail(attachment) ? json(url + "/thumbnail") : json()}};
}

json message_json(const storage::ThreadRow& row) {
  json line = {{"id", row.id},
               {"direction", row.outgoing ? "out" : "in"},
               {"at", flows::iso_utc(row.at)},
               {"kind", row.kind},
               {"text", row.text},
               {"wamid", text_or_null(row.wamid)},
               {"quotes", text_or_null(row.quotes)},
               {"choices", json::array()},
               {"link", json()},
               {"template", json()},
               {"location", json()},
               {"attachment", row.attachment ? attachment_json(*row.attachment) : json()}};
  if (row.outgoing) {
    line["author"] = row.author;
    line["state"] = row.state;
    line["error"] = text_or_null(row.error);
    line["error_code"] = row.error_code == 0 ? json() : json(row.error_code);
    add_content(line, row.content);
  } else {
    line["unanswered_because"] = text_or_null(row.reason);
    add_place(line, row.content);
  }
  return line;
}

}  // namespace sportello::webhooks
