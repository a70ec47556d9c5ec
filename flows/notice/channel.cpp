#include "flows/notice/channel.h"

#include <algorithm>

#include "flows/core/text.h"
#include "flows/wording/texts.h"

namespace sportello::flows {
namespace {

/// Meta, template messages: the filled body.
constexpr std::size_t kFilledBody = 1024;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Error 132018: no line breaks, no tabs, no more than four spaces in a row; and never empty.
std::string one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  out = trim_ends(out);
  return out.empty() ? "–" : out;
}

struct Filling {
  std::optional<TemplateMessage> filled;
  std::string why;
};

Filling fill(const Notice& notice, const Business& business, const Reach& reach) {
  const std::string purpose(name_of(notice.message.purpose));
  const auto found = business.templates.find(purpose);
  if (found == business.templates.end()) return {{}, "the business has no template for " + purpose};
  const MessageTemplate& wanted = found->second;
  for (const std::string& language : wanted.languages) {
    if (!language.starts_with(name_of(reach.language))) continue;
    const auto state = std::find_if(reach.templates.begin(), reach.templates.end(), [&](const TemplateState& one) {
      return one.name == wanted.name && one.language == language;
    });
    if (state == reach.templates.end()) return {{}, "the template " + wanted.name + " is not known to be approved"};
    if (!is_usable(*state)) {
      return {{}, "the template " + wanted.name + " is " + lower(state->status) + ", " + lower(state->category)};
    }
    TemplateMessage message;
    message.name = wanted.name;
    message.language = language;
    for (const std::string& parameter : wanted.parameters) {
      const auto value = notice.parameters.find(parameter);
      if (value == notice.parameters.end() && parameter == "link") {
        return {{}, "there is no page for the link of the template " + wanted.name};
      }
      message.parameters[parameter] = one_line(value == notice.parameters.end() ? std::string{} : value->second);
    }
    const auto buttons = wanted.buttons.find(language);
    if (buttons != wanted.buttons.end() && buttons->second.size() == notice.payloads.size()) {
      message.button_payloads = notice.payloads;
    }
    message.preview = render(wanted.body.at(language), message.parameters);
    if (length(message.preview) > kFilledBody) return {{}, "the text is too long for the template " + wanted.name};
    if (buttons != wanted.buttons.end()) {
      for (const std::string& title : buttons->second) message.preview += "\n[" + title + "]";
    }
    return {std::move(message), {}};
  }
  return {{}, "the template " + wanted.name + " is not written in this language"};
}

bool is_about_their_request(Purpose purpose) {
  return purpose != Purpose::Reminder && purpose != Purpose::Survey && purpose != Purpose::ClosureFinal;
}

}  // namespace

bool is_usable(const TemplateState& state) {
  const std::string category = lower(state.category);
  const bool sent = state.status == "APPROVED" || state.status == "FLAGGED";
  return sent && (category.empty() || category == "utility");
}

std::string_view name_of(Channel channel) {
  switch (channel) {
    case Channel::FreeText:
      return "whatsapp";
    case Channel::Template:
      return "template";
    case Channel::Mail:
      return "mail";
    case Channel::Call:
      return "call";
    case Channel::Nothing:
      return "none";
  }
  return "none";
}

Route choose_channel(const Notice& notice, const Business& business, const Reach& reach) {
  const Channel by_a_person = is_about_their_request(notice.message.purpose) ? Channel::Call : Channel::Nothing;
  if (!reach.may_initiate) return {by_a_person, {}, "opted_out"};
  if (reach.whatsapp && reach.window_open) return {Channel::FreeText, {}, {}};
  std::string why = "not on WhatsApp";
  if (reach.whatsapp) {
    Filling filling = fill(notice, business, reach);
    if (filling.filled) return {Channel::Template, std::move(filling.filled), "the 24-hour window is closed"};
    why = std::move(filling.why);
  }
  if (!reach.mail.empty() && !notice.mail.empty()) return {Channel::Mail, {}, std::move(why)};
  return {by_a_person, {}, std::move(why)};
}

}  // namespace sportello::flows
