#include "webhooks/emulator/checks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "flows/core/text.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

bool is_web_address(const std::string& text) {
  const bool web = text.starts_with("http://") || text.starts_with("https://");
  return web && text.find_first_of(" \t\r\n") == std::string::npos && text.size() > text.find("://") + 3;
}

void check_media(Checks& checks, const json& media, std::string_view type) {
  const std::string where = "Param " + std::string(type);
  const bool has_id = media.contains("id");
  const bool has_link = media.contains("link");
  if (has_id == has_link) {
    checks.refuse(invalid_parameter(where + " must have exactly one of id and link."));
    return;
  }
  const std::string value = checks.text(media, has_id ? "id" : "link", type, 1, 2048);
  if (has_link && checks.ok() && !is_web_address(value)) {
    checks.refuse(invalid_parameter(where + "['link'] is not a valid URI."));
  }
  const bool captioned = type == "image" || type == "video" || type == "document";
  if (media.contains("caption")) {
    if (captioned) {
      checks.text(media, "caption", type, 0, 1024);
    } else {
      checks.refuse(invalid_parameter("Unexpected key \"caption\" on param \"" + std::string(type) + "\"."));
    }
  }
  if (media.contains("filename")) {
    if (type == "document") {
      checks.text(media, "filename", type, 0, 240);
    } else {
      checks.refuse(invalid_parameter("Unexpected key \"filename\" on param \"" + std::string(type) + "\"."));
    }
  }
  if (type == "audio") checks.flag(media, "voice", "audio['voice']");
}

void check_contacts(Checks& checks, const json& body) {
  const json* contacts = checks.list(body, "contacts", "contacts");
  if (!contacts) return;
  if (contacts->empty()) checks.refuse(invalid_parameter("Param contacts must not be empty."));
  for (const json& contact : *contacts) {
    const json* name = checks.object(contact, "name", "contacts['name']");
    if (!name) return;
    checks.text(*name, "formatted_name", "contacts['name']", 1, 1024);
    constexpr std::array kParts{"first_name", "last_name", "middle_name", "suffix", "prefix"};
    if (std::none_of(kParts.begin(), kParts.end(), [name](const char* part) { return name->contains(part); })) {
      checks.refuse(
          missing_value("contacts['name'] needs at least one of first_name, last_name, middle_name, suffix, "
                        "prefix beside formatted_name"));
    }
  }
}

}  // namespace

void Checks::refuse(GraphFault fault) {
  if (!fault_) fault_ = std::move(fault);
}

const json* Checks::object(const json& parent, std::string_view key, std::string_view where) {
  if (!ok()) return nullptr;
  const auto found = parent.find(key);
  if (found == parent.end()) {
    refuse(invalid_parameter("The parameter " + std::string(where) + " is required."));
    return nullptr;
  }
  if (!found->is_object()) {
    refuse(invalid_parameter("Param " + std::string(where) + " must be a JSON object."));
    return nullptr;
  }
  return &*found;
}

const json* Checks::list(const json& parent, std::string_view key, std::string_view where) {
  if (!ok()) return nullptr;
  const auto found = parent.find(key);
  if (found == parent.end()) {
    refuse(invalid_parameter("The parameter " + std::string(where) + " is required."));
    return nullptr;
  }
  if (!found->is_array() || !std::all_of(found->begin(), found->end(), [](const json& e) { return e.is_object(); })) {
    refuse(invalid_parameter("Param " + std::string(where) + " must be an array of objects."));
    return nullptr;
  }
  return &*found;
}

std::string Checks::text(const json& parent, std::string_view key, std::string_view where, std::size_t min,
                         std::size_t max) {
  if (!ok()) return {};
  const std::string name = std::string(where) + "['" + std::string(key) + "']";
  const auto found = parent.find(key);
  if (found == parent.end()) {
    if (min > 0) refuse(invalid_parameter("The parameter " + name + " is required."));
    return {};
  }
  if (!found->is_string()) {
    refuse(invalid_parameter("Param " + name + " must be a string."));
    return {};
  }
  auto value = found->get<std::string>();
  if (min > 0 && (flows::length(value) < min || flows::trim_ends(value).empty())) {
    refuse(invalid_parameter("Param " + name + " cannot be empty."));
  }
  if (flows::length(value) > max) {
    refuse(invalid_parameter("Param " + name + " must be at most " + std::to_string(max) + " characters long."));
  }
  return value;
}

void Checks::number(const json& parent, std::string_view key, std::string_view where, double min, double max) {
  if (!ok()) return;
  const std::string name = std::string(where) + "['" + std::string(key) + "']";
  const auto found = parent.find(key);
  if (found == parent.end()) return refuse(invalid_parameter("The parameter " + name + " is required."));
  double value = 0;
  if (found->is_number()) {
    value = found->get<double>();
  } else if (found->is_string()) {
    const auto text = found->get<std::string>();
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0') return refuse(invalid_parameter("Param " + name + " must be a number."));
  } else {
    return refuse(invalid_parameter("Param " + name + " must be a number."));
  }
  if (!(value >= min && value <= max)) refuse(invalid_value(name + " is out of range"));
}

void Checks::flag(const json& parent, std::string_view key, std::string_view where) {
  if (!ok()) return;
  const auto found = parent.find(key);
  if (found != parent.end() && !found->is_boolean()) {
    refuse(invalid_parameter("Param " + std::string(where) + " must be a boolean."));
  }
}

void Checks::one_of(std::string_view value, std::initializer_list<std::string_view> known, std::string_view where) {
  if (!ok() || std::find(known.begin(), known.end(), value) != known.end()) return;
  std::string list;
  for (const std::string_view item : known) list += (list.empty() ? "" : ", ") + std::string(item);
  refuse(invalid_parameter("Param " + std::string(where) + " must be one of {" + list + "} - got \"" +
                           std::string(value) + "\"."));
}

void Checks::distinct(const std::vector<std::string>& values, std::string_view what) {
  if (!ok()) return;
  std::set<std::string> seen;
  for (const std::string& value : values) {
    if (!seen.insert(value).second) {
      return refuse(invalid_value("Duplicate " + std::string(what) + ": '" + value + "'"));
    }
  }
}

void check_content(Checks& checks, const json& body, std::string_view type) {
  if (type == "contacts") return check_contacts(checks, body);
  const json* content = checks.object(body, type, type);
  if (!content) return;
  if (type == "text") {
    checks.text(*content, "body", "text", 1, 4096);
    checks.flag(*content, "preview_url", "text['preview_url']");
  } else if (type == "location") {
    checks.number(*content, "latitude", "location", -90, 90);
    checks.number(*content, "longitude", "location", -180, 180);
    checks.text(*content, "name", "location", 0, 1000);
    checks.text(*content, "address", "location", 0, 1000);
  } else if (type == "reaction") {
    checks.text(*content, "message_id", "reaction", 1, 512);
    // Empty takes the reaction back.
    checks.text(*content, "emoji", "reaction", 0, 32);
    if (checks.ok() && !content->contains("emoji")) {
      checks.refuse(invalid_parameter("The parameter reaction['emoji'] is required."));
    }
  } else if (type == "interactive") {
    check_interactive(checks, *content);
  } else if (type != "template") {
    check_media(checks, *content, type);
  }
}

}  // namespace sportello::webhooks::emulator
