#include <algorithm>
#include <array>

#include "flows/core/text.h"
#include "webhooks/mail/glib_holder.h"
#include "webhooks/mail/mime.h"

namespace sportello::webhooks {
namespace {

/// Parts and attachments beyond this are left in the raw message.
constexpr std::size_t kAttachmentsAtMost = 20;

std::string text_of(const char* value) {
  return value == nullptr ? std::string() : flows::clean_text(value);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
  return text;
}

std::string header(GMimeMessage* message, const char* name) {
  return flows::trim(text_of(g_mime_object_get_header(GMIME_OBJECT(message), name)));
}

std::vector<std::string> message_ids(const std::string& header_value) {
  std::vector<std::string> ids;
  for (auto open = header_value.find('<'); open != std::string::npos; open = header_value.find('<', open + 1)) {
    const auto close = header_value.find('>', open);
    if (close == std::string::npos) break;
    ids.push_back(header_value.substr(open + 1, close - open - 1));
  }
  return ids;
}

void read_sender(GMimeMessage* message, flows::IncomingMail& mail) {
  InternetAddressList* list = g_mime_message_get_from(message);
  for (int i = 0; list != nullptr && i < internet_address_list_length(list); ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
    mail.from = lower(text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))));
    mail.from_name = flows::trim(text_of(internet_address_get_name(address)));
    return;
  }
}

/// What a reader would see of HTML: no tags, no style, no script, the common entities in clear.
std::string without_tags(const std::string& html) {
  std::string text;
  const std::string folded = lower(html);
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] != '<') {
      text += html[i++];
      continue;
    }
    for (const char* hidden : {"style", "script", "head"}) {
      const std::string name(hidden);
      if (folded.compare(i + 1, name.size(), name) == 0) {
        const auto end = folded.find("</" + name, i);
        i = end == std::string::npos ? html.size() : end;
        break;
      }
    }
    for (const char* breaks : {"<br", "<p", "</p", "<div", "</tr", "<li"}) {
      if (folded.compare(i, std::string_view(breaks).size(), breaks) == 0) {
        text += '\n';
        break;
      }
    }
    const auto close = html.find('>', i);
    i = close == std::string::npos ? html.size() : close + 1;
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities{
      {{"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
  for (const auto& [entity, plain] : kEntities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + plain.size())) {
      text.replace(at, entity.size(), plain);
    }
  }
  return text;
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Held<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

struct Parts {
  std::string plain;
  std::string html;
  std::vector<flows::MailAttachment> attachments;
};

void read_part(GMimeObject*, GMimeObject* part, gpointer user_data) {
  auto& found = *static_cast<Parts*>(user_data);
  if (GMIME_IS_MESSAGE_PART(part)) {
    if (found.attachments.size() >= kAttachmentsAtMost) return;
    const HeldText whole(g_mime_object_to_string(part, nullptr));
    found.attachments.push_back({"message.eml", whole.get()});
    return;
  }
  if (!GMIME_IS_PART(part)) return;
  const char* filename = g_mime_part_get_filename(GMIME_PART(part));
  const bool attached = filename != nullptr || g_mime_part_is_attachment(GMIME_PART(part));
  if (!attached && GMIME_IS_TEXT_PART(part)) {
    const HeldText text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
    const bool html = g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "html") != FALSE;
    std::string& place = html ? found.html : found.plain;
    if (text != nullptr) place += (place.empty() ? "" : "\n") + text_of(text.get());
    return;
  }
  if (found.attachments.size() >= kAttachmentsAtMost) return;
  found.attachments.push_back({text_of(filename), decoded(GMIME_PART(part))});
}

}  // namespace

flows::IncomingMail read_mime(std::string_view bytes) {
  start_gmime();
  const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Held<GMimeMessage> held(g_mime_parser_construct_message(parser.get(), nullptr));
  flows::IncomingMail mail;
  GMimeMessage* message = held.get();
  if (message == nullptr) return mail;
  mail.message_id = text_of(g_mime_message_get_message_id(message));
  const auto parents = message_ids(header(message, "In-Reply-To"));
  if (!parents.empty()) mail.in_reply_to = parents.front();
  mail.references = message_ids(header(message, "References"));
  read_sender(message, mail);
  mail.subject = flows::trim(text_of(g_mime_message_get_subject(message)));
  std::replace(mail.subject.begin(), mail.subject.end(), '\n', ' ');
  mail.auto_submitted = lower(header(message, "Auto-Submitted"));
  mail.precedence = lower(header(message, "Precedence"));
  mail.auto_response_suppress = lower(header(message, "X-Auto-Response-Suppress"));
  mail.list_id = header(message, "List-Id");
  mail.return_path = header(message, "Return-Path");
  GMimeObject* body = g_mime_message_get_mime_part(message);
  if (body == nullptr) return mail;
  mail.is_report =
      g_mime_content_type_is_type(g_mime_object_get_content_type(body), "multipart", "report") != FALSE;
  Parts parts;
  if (GMIME_IS_MULTIPART(body)) {
    g_mime_message_foreach(message, read_part, &parts);
  } else {
    read_part(nullptr, body, &parts);
  }
  mail.text = flows::trim_ends(parts.plain.empty() ? without_tags(parts.html) : parts.plain);
  mail.attachments = std::move(parts.attachments);
  return mail;
}

}  // namespace sportello::webhooks
