/// What goes out to a customer: the content of one WhatsApp message, as a value that is stored in the outbox.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/result.h"

namespace sportello::flows {

/// One button or one row of a list. The id comes back when it is tapped.
struct Choice {
  std::string id;
  std::string title;
  std::string description;  ///< rows of a list only
  friend bool operator==(const Choice&, const Choice&) = default;
};

struct TextMessage {
  std::string text;
  bool preview_url = false;
  friend bool operator==(const TextMessage&, const TextMessage&) = default;
};
/// One to three reply buttons.
struct ButtonsMessage {
  std::string text;
  std::vector<Choice> buttons;
  std::string footer;
  friend bool operator==(const ButtonsMessage&, const ButtonsMessage&) = default;
};
/// Up to ten rows behind one button.
struct ListMessage {
  std::string text;
  std::string button;
  std::vector<Choice> rows;
  std::string footer;
  friend bool operator==(const ListMessage&, const ListMessage&) = default;
};
/// A button that opens a page (interactive cta_url).
struct LinkMessage {
  std::string text;
  std::string label;
  std::string url;
  friend bool operator==(const LinkMessage&, const LinkMessage&) = default;
};
/// Asks a customer without a visible number to share it (interactive request_contact_info).
struct ContactRequestMessage {
  std::string text;
  friend bool operator==(const ContactRequestMessage&, const ContactRequestMessage&) = default;
};
/// An approved template; parameters are named.
struct TemplateMessage {
  std::string name;
  std::string language;  ///< "it", "en_US": as approved
  std::map<std::string, std::string> parameters;
  std::vector<std::string> button_payloads;  ///< of its quick replies, in order
  std::string preview;                       ///< the text as the customer will read it, for the console
  friend bool operator==(const TemplateMessage&, const TemplateMessage&) = default;
};
enum class MediaKind { Image, Video, Audio, Document, Sticker };
/// "image", "video" …: Meta's names, and ours in stored JSON.
std::string_view name_of(MediaKind kind);
std::optional<MediaKind> media_kind_of(std::string_view name);
/// A file the desk keeps, sent by an operator.
struct MediaMessage {
  MediaKind kind = MediaKind::Document;
  std::string stored;  ///< name in the media store (its SHA-256)
  std::string mime;
  std::string filename;
  std::string caption;
  friend bool operator==(const MediaMessage&, const MediaMessage&) = default;
};

using MessageContent = std::variant<TextMessage, ButtonsMessage, ListMessage, LinkMessage, ContactRequestMessage,
                                    TemplateMessage, MediaMessage>;

/// Why it is sent; outside the customer service window the engine picks the way by it.
enum class Purpose { Answer, ClosureNotice, ClosureFinal, Survey, Reminder, Quote, OperatorReply };
std::string_view name_of(Purpose purpose);

struct OutgoingMessage {
  MessageContent content;
  Purpose purpose = Purpose::Answer;
  std::optional<Wamid> reply_to{};  ///< quotes this message
  friend bool operator==(const OutgoingMessage&, const OutgoingMessage&) = default;
};

/// Meta's length limits (Cloud API reference, messages: interactive, text, template), counted in code points.
namespace limits {
inline constexpr std::size_t kText = 4096;
inline constexpr std::size_t kInteractiveBody = 1024;
inline constexpr std::size_t kFooter = 60;
inline constexpr std::size_t kButtons = 3;
inline constexpr std::size_t kButtonTitle = 20;
inline constexpr std::size_t kButtonId = 256;
inline constexpr std::size_t kListButton = 20;
inline constexpr std::size_t kRows = 10;
inline constexpr std::size_t kRowTitle = 24;
inline constexpr std::size_t kRowDescription = 72;
inline constexpr std::size_t kRowId = 200;
inline constexpr std::size_t kLinkLabel = 20;
inline constexpr std::size_t kCaption = 1024;
inline constexpr std::size_t kCallbackData = 512;
}  // namespace limits

/// The same message within every limit: texts are shortened at a word, titles made unique, surplus choices dropped.
/// Meta refuses nothing of what it returns for its length.
OutgoingMessage fit(OutgoingMessage message);
/// What a person would read, for the console's history and for mail: the text and, below it, the choices.
std::string plain_text(const MessageContent& content);

nlohmann::json to_json(const OutgoingMessage& message);
/// Invalid for what to_json did not write.
Result<OutgoingMessage> outgoing_from_json(const nlohmann::json& value);

}  // namespace sportello::flows
