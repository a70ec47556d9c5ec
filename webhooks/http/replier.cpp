#include "webhooks/http/replier.h"

#include <algorithm>

namespace sportello::webhooks {
namespace {

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

void add_field(std::string& text, std::string_view name, std::string_view value) {
  text += name;
  text += ": ";
  std::copy_if(value.begin(), value.end(), std::back_inserter(text), [](char c) { return !ends_line(c) && c != '\0'; });
  text += '\n';
}

}  // namespace

std::string print_event(std::string_view id, std::string_view event, std::string_view data) {
  std::string text;
  text.reserve(id.size() + event.size() + data.size() + 32);
  if (!id.empty()) add_field(text, "id", id);
  if (!event.empty()) add_field(text, "event", event);
  for (;;) {
    const auto end = std::min(data.find_first_of("\r\n"), data.size());
    add_field(text, "data", data.substr(0, end));
    if (end == data.size()) break;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  text += '\n';
  return text;
}

}  // namespace sportello::webhooks
