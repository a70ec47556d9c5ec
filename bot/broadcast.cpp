#include "bot/broadcast.h"

#include <nlohmann/json.hpp>

#include "flows/core/json.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using webhooks::DeskNews;

constexpr std::size_t kLongest = 7'900;
constexpr int kKinds = static_cast<int>(DeskNews::Kind::DeskChanged) + 1;

const std::vector<DeskNews> kSomething{{DeskNews::Kind::DeskChanged, {}, {}}};

std::string written(const std::vector<DeskNews>& news) {
  json all = json::array();
  for (const DeskNews& each : news) {
    all.push_back(json::array({static_cast<int>(each.kind), each.ticket, each.conversation.value}));
  }
  return flows::print_json(all);
}

}  // namespace

std::string text_of(const std::vector<DeskNews>& news) {
  std::string text = written(news);
  return text.size() > kLongest ? written(kSomething) : text;
}

std::vector<DeskNews> news_of(std::string_view text) {
  const auto all = flows::parse_json(text);
  if (!all || !all->is_array()) return kSomething;
  std::vector<DeskNews> news;
  for (const json& each : *all) {
    const bool known = each.is_array() && each.size() == 3 && each[0].is_number_integer() && each[1].is_string() &&
                       each[2].is_number_integer() && each[0] >= 0 && each[0] < kKinds;
    if (!known) return kSomething;
    news.push_back({static_cast<DeskNews::Kind>(each[0].get<int>()), each[1].get<std::string>(),
                    flows::ConversationId{each[2].get<std::int64_t>()}});
  }
  return news;
}

}  // namespace sportello::bot
