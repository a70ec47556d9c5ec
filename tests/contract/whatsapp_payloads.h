/// The payloads of tests/data/webhooks, and short ways to look into what the parser made of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "webhooks/whatsapp/parser.h"

namespace sportello::webhooks {

/// The bytes of tests/data/webhooks/<name>.json.
std::string payload(const std::string& name);
/// Every payload's name, sorted.
std::vector<std::string> payload_names();

/// The only update of a payload; fails the test when there are more or fewer.
Update only_update(const std::string& name);
/// Its content, which must be of this kind.
template <class Content>
Content only(const std::string& name) {
  return std::get<Content>(only_update(name).content);
}
/// What a payload's only customer said.
template <class Said>
Said only_said(const std::string& name) {
  return std::get<Said>(only<flows::CustomerMessage>(name).said);
}

/// A body around one list of elements, given as JSON.
std::string body_with(const std::string& list, const std::string& elements);
/// Everything of an update as text, for comparing two of them.
std::string print(const Update& update);

}  // namespace sportello::webhooks
