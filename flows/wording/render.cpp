#include <kainjow/mustache.hpp>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "flows/core/text.h"
#include "flows/wording/texts.h"

namespace sportello::flows {
namespace {

/// More templates than two businesses have; past it the memory starts afresh rather than grow.
constexpr std::size_t kRemembered = 1024;

/// Parsing costs ten times what filling in does, and the library's render() is not const, hence one memory a thread.
kainjow::mustache::mustache& parsed(const std::string& text) {
  thread_local std::unordered_map<std::string, kainjow::mustache::mustache> memory;
  if (const auto found = memory.find(text); found != memory.end()) return found->second;
  if (memory.size() >= kRemembered) memory.clear();
  kainjow::mustache::mustache fresh{text};
  fresh.set_custom_escape([](const std::string& value) { return value; });
  return memory.emplace(text, std::move(fresh)).first->second;
}

}  // namespace

std::string render(const std::string& text, const Params& params) {
  if (text.find("{{") == std::string::npos) return text;
  kainjow::mustache::mustache& tmpl = parsed(text);
  if (!tmpl.is_valid()) return text;
  kainjow::mustache::data values{kainjow::mustache::data::type::object};
  for (const auto& [name, value] : params) {
    if (!value.empty()) values.set(name, value);
  }
  return tmpl.render(values);
}

std::string template_fault(const std::string& text) {
  const kainjow::mustache::mustache tmpl{text};
  return tmpl.is_valid() ? std::string{} : tmpl.error_message();
}

std::set<std::string> placeholders_of(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) break;
    std::string_view name = text.substr(at + 2, end - at - 2);
    while (!name.empty() && std::string_view{"#^/&{"}.find(name.front()) != std::string_view::npos)
      name.remove_prefix(1);
    if (!name.starts_with('!')) names.insert(trim(name));
    at = end + 2;
  }
  return names;
}

}  // namespace sportello::flows
