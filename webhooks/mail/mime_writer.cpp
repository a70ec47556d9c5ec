#include <chrono>

#include "webhooks/mail/glib_holder.h"
#include "webhooks/mail/mime.h"

namespace sportello::webhooks {
namespace {

/// GMime's own set_text would choose the smallest charset that fits, which the HTML's <meta> would contradict.
Held<GMimePart> text_part(const char* subtype, const std::string& text) {
  Held<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Held<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

Held<GMimePart> file_part(const flows::MailFile& file) {
  const auto slash = file.type.find('/');
  const bool typed = slash != std::string::npos;
  Held<GMimePart> part(typed ? g_mime_part_new_with_type(file.type.substr(0, slash).c_str(), file.type.substr(slash + 1).c_str())
                             : g_mime_part_new_with_type("application", "octet-stream"));
  const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(file.bytes.data(), file.bytes.size()));
  const Held<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), file.name.c_str());
  return part;
}

void set_header(GMimeMessage* message, const char* name, const std::string& value) {
  if (!value.empty()) g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

std::string bracketed(const std::string& message_id) {
  return message_id.empty() ? std::string() : "<" + message_id + ">";
}

void set_date(GMimeMessage* message, flows::Instant date) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch()).count();
  GDateTime* moment = g_date_time_new_from_unix_utc(seconds);
  g_mime_message_set_date(message, moment);
  g_date_time_unref(moment);
}

}  // namespace

std::string write_mime(const flows::OutgoingMail& mail) {
  start_gmime();
  const Held<GMimeMessage> message(g_mime_message_new(TRUE));
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM,
                             mail.from_name.empty() ? nullptr : mail.from_name.c_str(), mail.from.c_str());
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, nullptr, mail.to.c_str());
  if (!mail.reply_to.empty() && mail.reply_to != mail.from) {
    g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, nullptr, mail.reply_to.c_str());
  }
  g_mime_message_set_subject(message.get(), mail.subject.c_str(), "utf-8");
  set_date(message.get(), mail.date);
  g_mime_message_set_message_id(message.get(), mail.message_id.c_str());
  set_header(message.get(), "In-Reply-To", bracketed(mail.in_reply_to));
  std::string references;
  for (const std::string& id : mail.references) references += (references.empty() ? "" : " ") + bracketed(id);
  set_header(message.get(), "References", references);
  if (mail.automatic) {
    set_header(message.get(), "Auto-Submitted", mail.in_reply_to.empty() ? "auto-generated" : "auto-replied");
    set_header(message.get(), "X-Auto-Response-Suppress", "All");
  }
  if (!mail.unsubscribe.empty()) set_header(message.get(), "List-Unsubscribe", "<" + mail.unsubscribe + ">");

  const Held<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  const auto plain = text_part("plain", mail.text);
  const auto html = text_part("html", html_of(mail.text, mail.language));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(plain.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  if (mail.files.empty()) {
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(both.get()));
  } else {
    const Held<GMimeMultipart> whole(g_mime_multipart_new_with_subtype("mixed"));
    g_mime_multipart_add(whole.get(), GMIME_OBJECT(both.get()));
    for (const flows::MailFile& file : mail.files) {
      const auto part = file_part(file);
      g_mime_multipart_add(whole.get(), GMIME_OBJECT(part.get()));
    }
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(whole.get()));
  }

  GMimeFormatOptions* format = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
  const HeldText written(g_mime_object_to_string(GMIME_OBJECT(message.get()), format));
  g_mime_format_options_free(format);
  return written.get();
}

}  // namespace sportello::webhooks
