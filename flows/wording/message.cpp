#include "flows/wording/message.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <utility>

#include "flows/core/match.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

/// Stands where Meta demands a text and there is none.
constexpr std::string_view kBlank = "…";

std::string required(std::string_view text, std::size_t limit) {
  std::string out = shorten(trim_ends(text), limit);
  return out.empty() ? std::string(kBlank) : out;
}

/// Titles, labels and template parameters live on one line: Meta refuses line breaks and tabs in them.
std::string one_line(std::string_view text) {
  std::string out = trim(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

/// The first `limit` code points. For ids, where an ellipsis would mean nothing.
std::string cut(std::string_view text, std::size_t limit) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size(); ++at) {
    const bool continues = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    if (!continues && count++ == limit) break;
  }
  return std::string(text.substr(0, at));
}

/// The title with a number after it that none of `taken` has, within the limit.
std::string unique_title(std::string_view title, std::size_t limit, const std::set<std::string>& taken) {
  std::string out = required(one_line(title), limit);
  for (int number = 2; taken.contains(out); ++number) {
    const std::string suffix = " (" + std::to_string(number) + ")";
    out = required(one_line(title), limit - suffix.size()) + suffix;
  }
  return out;
}

struct ChoiceLimits {
  std::size_t count;
  std::size_t id;
  std::size_t title;
  std::size_t description;
};

/// Two choices with one id are one choice: the first stays.
std::vector<Choice> fit_choices(const std::vector<Choice>& choices, const ChoiceLimits& limits) {
  std::vector<Choice> out;
  std::set<std::string> ids;
  std::set<std::string> titles;
  for (const Choice& choice : choices) {
    if (out.size() == limits.count) break;
    Choice fitted;
    fitted.id = trim_ends(cut(trim_ends(choice.id), limits.id));
    if (fitted.id.empty()) fitted.id = std::to_string(out.size() + 1);
    if (!ids.insert(fitted.id).second) continue;
    fitted.title = unique_title(choice.title, limits.title, titles);
    titles.insert(fitted.title);
    fitted.description = shorten(one_line(choice.description), limits.description);
    out.push_back(std::move(fitted));
  }
  return out;
}

constexpr std::size_t kTemplateText = 1024;  ///< a template's body with its parameters filled in (Meta: error 132005)

/// Gives a parameter another value, in the preview too.
void change(TemplateMessage& message, std::string& value, std::string shorter) {
  if (value == shorter) return;
  const auto at = value.empty() ? std::string::npos : message.preview.find(value);
  if (at != std::string::npos) message.preview.replace(at, value.size(), shorter);
  value = std::move(shorter);
}

/// The longest parameter gives way until the filled-in text fits.
void fit_parameters(TemplateMessage& message) {
  for (auto& [name, value] : message.parameters) change(message, value, required(one_line(value), kTemplateText));
  for (std::size_t total = length(message.preview); total > kTemplateText; total = length(message.preview)) {
    const auto longest =
        std::max_element(message.parameters.begin(), message.parameters.end(),
                         [](const auto& a, const auto& b) { return length(a.second) < length(b.second); });
    const std::size_t excess = total - kTemplateText;
    const std::size_t size = longest == message.parameters.end() ? 0 : length(longest->second);
    if (size <= 1) {
      message.preview = shorten(message.preview, kTemplateText);
      return;
    }
    change(message, longest->second, shorten(longest->second, size > excess ? size - excess : 1));
  }
}

MessageContent fit_content(TextMessage message) {
  message.text = required(message.text, limits::kText);
  return message;
}

MessageContent fit_content(ButtonsMessage message) {
  message.buttons = fit_choices(message.buttons, {limits::kButtons, limits::kButtonId, limits::kButtonTitle, 0});
  if (message.buttons.empty()) return fit_content(TextMessage{message.text});
  message.text = required(message.text, limits::kInteractiveBody);
  message.footer = shorten(one_line(message.footer), limits::kFooter);
  return message;
}

MessageContent fit_content(ListMessage message) {
  message.rows = fit_choices(message.rows, {limits::kRows, limits::kRowId, limits::kRowTitle, limits::kRowDescription});
  if (message.rows.empty()) return fit_content(TextMessage{message.text});
  message.text = required(message.text, limits::kInteractiveBody);
  message.button = required(one_line(message.button), limits::kListButton);
  message.footer = shorten(one_line(message.footer), limits::kFooter);
  return message;
}

MessageContent fit_content(LinkMessage message) {
  message.url = trim_ends(message.url);
  if (message.url.empty()) return fit_content(TextMessage{message.text});
  message.text = required(message.text, limits::kInteractiveBody);
  message.label = required(one_line(message.label), limits::kLinkLabel);
  return message;
}

MessageContent fit_content(ContactRequestMessage message) {
  message.text = required(message.text, limits::kInteractiveBody);
  return message;
}

MessageContent fit_content(TemplateMessage message) {
  fit_parameters(message);
  for (std::string& payload : message.button_payloads)
    payload = required(cut(payload, limits::kButtonId), limits::kButtonId);
  return message;
}

MessageContent fit_content(MediaMessage message) {
  const bool captioned = message.kind != MediaKind::Audio && message.kind != MediaKind::Sticker;
  message.caption = captioned ? shorten(trim_ends(message.caption), limits::kCaption) : std::string{};
  return message;
}

/// The choices as a customer without buttons would answer them: by number.
std::string numbered(const std::vector<Choice>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    out += "\n" + std::to_string(i + 1) + ". " + choices[i].title;
    if (!choices[i].description.empty()) out += " – " + choices[i].description;
  }
  return out;
}

/// The parts that are not empty, a blank line between them.
std::string paragraphs(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    const std::string text = trim_ends(part);
    if (text.empty()) continue;
    if (!out.empty()) out += "\n\n";
    out += text;
  }
  return out;
}

}  // namespace

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::Answer:
      return "answer";
    case Purpose::ClosureNotice:
      return "closure_notice";
    case Purpose::ClosureFinal:
      return "closure_final";
    case Purpose::Survey:
      return "survey";
    case Purpose::Reminder:
      return "reminder";
    case Purpose::Quote:
      return "quote";
    case Purpose::OperatorReply:
      return "operator_reply";
  }
  return "answer";
}

std::string_view name_of(MediaKind kind) {
  switch (kind) {
    case MediaKind::Image:
      return "image";
    case MediaKind::Video:
      return "video";
    case MediaKind::Audio:
      return "audio";
    case MediaKind::Document:
      return "document";
    case MediaKind::Sticker:
      return "sticker";
  }
  return "document";
}

std::optional<MediaKind> media_kind_of(std::string_view name) {
  for (const MediaKind kind :
       {MediaKind::Image, MediaKind::Video, MediaKind::Audio, MediaKind::Document, MediaKind::Sticker}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

OutgoingMessage fit(OutgoingMessage message) {
  message.content = match(std::move(message.content), [](auto&& content) { return fit_content(std::move(content)); });
  return message;
}

std::string plain_text(const MessageContent& content) {
  return match(
      content, [](const TextMessage& message) { return message.text; },
      [](const ButtonsMessage& message) {
        return paragraphs({message.text, numbered(message.buttons), message.footer});
      },
      [](const ListMessage& message) {
        return paragraphs({message.text, numbered(message.rows), message.footer});
      },
      [](const LinkMessage& message) {
        return paragraphs({message.text, message.label + ": " + message.url});
      },
      [](const ContactRequestMessage& message) { return message.text; },
      [](const TemplateMessage& message) { return message.preview; },
      [](const MediaMessage& message) {
        return paragraphs({"📎 " + (message.filename.empty() ? message.mime : message.filename), message.caption});
      });
}

}  // namespace sportello::flows
