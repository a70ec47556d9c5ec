#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "flows/core/json.h"
#include "tests/contract/whatsapp_payloads.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kRounds = 400;  ///< per payload and kind of mutation; the whole test stays below a few seconds

unsigned seed() {
  const char* given = std::getenv("SPORTELLO_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 20261121U;
}

class Mutator {
 public:
  explicit Mutator(unsigned start) : engine_(start) {}

  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_); }

  /// Some bytes changed, dropped, doubled or put in.
  std::string bytes(std::string text) {
    static constexpr std::string_view kLikely = "{}[]\",:\\u0d8-1eE.nt \n\x80\xFF";
    for (std::size_t times = 1 + below(4); times > 0 && !text.empty(); --times) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = kLikely[below(kLikely.size())];
          break;
        case 1:
          text.erase(at, 1 + below(20));
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), below(60)));
          break;
        default:
          text.insert(at, 1, kLikely[below(kLikely.size())]);
      }
    }
    return text;
  }

  /// Some values replaced, dropped, doubled or renamed; still JSON.
  json values(json document) {
    for (std::size_t times = 1 + below(4); times > 0; --times) touch(document);
    return document;
  }

 private:
  json anything() {
    switch (below(10)) {
      case 0:
        return nullptr;
      case 1:
        return -1;
      case 2:
        return 18446744073709551615U;
      case 3:
        return 1e308;
      case 4:
        return "";
      case 5:
        return "testo";
      case 6:
        return json::array();
      case 7:
        return json::object();
      case 8:
        return json::array({json::object(), 7, nullptr});
      default: {
        json deep = 7;
        for (int i = 0; i < 70; ++i) deep = json::array({std::move(deep)});
        return deep;
      }
    }
  }

  void touch(json& value) {
    if (!value.is_structured() || value.empty()) {
      value = anything();
      return;
    }
    auto child = value.begin();
    std::advance(child, static_cast<std::ptrdiff_t>(below(value.size())));
    const std::size_t choice = below(12);
    if (choice == 0) {
      *child = anything();
    } else if (choice == 1) {
      value.erase(child);
    } else if (choice == 2 && value.is_array()) {
      value.push_back(*child);
    } else if (choice == 2) {
      json copy = *child;
      value["new_" + child.key()] = std::move(copy);
    } else {
      touch(*child);
    }
  }

  std::mt19937 engine_;
};

bool is_filled_text(const json& object, const char* key) {
  return object.contains(key) && object[key].is_string() && !object[key].get_ref<const std::string&>().empty();
}

const json& member(const json& value, const char* key) {
  static const json absent;
  return value.is_object() && value.contains(key) ? value[key] : absent;
}

const json& list(const json& value, const char* key) {
  static const json none = json::array();
  const json& found = member(value, key);
  return found.is_array() ? found : none;
}

std::size_t depth_of(const json& value) {
  std::size_t depth = 0;
  if (value.is_structured()) {
    for (const json& child : value) depth = std::max(depth, depth_of(child));
    ++depth;
  }
  return depth;
}

/// A naive reading: the ids of all messages and statuses that are whole.
std::map<std::string, int> whole_elements(const json& body) {
  constexpr std::size_t kAround = 7;  // root, entry[], entry, changes[], change, value, list
  std::map<std::string, int> ids;
  if (body.contains("object") && body["object"] != "whatsapp_business_account") return ids;
  for (const json& entry : list(body, "entry")) {
    for (const json& change : list(entry, "changes")) {
      if (!change.is_object() || member(change, "field") != "messages") continue;
      const json& value = member(change, "value");
      if (!value.is_object()) continue;
      for (const json& message : list(value, "messages")) {
        if (!message.is_object() || depth_of(message) + kAround > flows::kMaxJsonDepth) continue;
        if (!is_filled_text(message, "id") || !is_filled_text(message, "from")) continue;
        if (member(message, "type") != "system") ++ids[message["id"]];
      }
      for (const json& status : list(value, "statuses")) {
        if (!status.is_object() || depth_of(status) + kAround > flows::kMaxJsonDepth) continue;
        if (is_filled_text(status, "id")) ++ids[status["id"]];
      }
    }
  }
  return ids;
}

std::map<std::string, int> parsed_elements(const Batch& batch) {
  std::map<std::string, int> ids;
  for (const Update& update : batch.updates) {
    if (const auto* message = std::get_if<flows::CustomerMessage>(&update.content)) ++ids[message->id.value];
    if (const auto* status = std::get_if<StatusUpdate>(&update.content)) ++ids[status->id.value];
  }
  return ids;
}

void expect_sound(const Batch& batch, const std::string& body) {
  for (const Update& update : batch.updates) {
    ASSERT_FALSE(update.key.empty()) << body;
    ASSERT_EQ(print(reparse(update.raw)), print(update)) << body;
  }
}

class Mutation : public testing::TestWithParam<std::string> {};

TEST_P(Mutation, OfBytesNeverThrowsAndKeepsAllJson) {
  SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed()));
  Mutator mutator(seed());
  const std::string original = payload(GetParam());
  for (int round = 0; round < kRounds; ++round) {
    const std::string body = mutator.bytes(original);
    const Batch batch = parse_batch(body);
    expect_sound(batch, body);
    if (json::accept(body)) {
      ASSERT_NE(batch.fault, BatchFault::NotJson) << body;
      ASSERT_FALSE(batch.updates.empty() && body.find("messages") != std::string::npos) << body;
    }
  }
}

TEST_P(Mutation, OfValuesKeepsEveryWholeElement) {
  SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed()));
  Mutator mutator(seed());
  const json original = json::parse(payload(GetParam()));
  for (int round = 0; round < kRounds; ++round) {
    const json document = mutator.values(original);
    const std::string body = document.dump();
    const Batch batch = parse_batch(body);
    expect_sound(batch, body);
    const std::map<std::string, int> found = parsed_elements(batch);
    for (const auto& [id, count] : whole_elements(document)) {
      const auto at = found.find(id);
      ASSERT_TRUE(at != found.end() && at->second >= count) << id << " of " << body;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EveryPayload, Mutation, testing::ValuesIn(payload_names()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace sportello::webhooks
