/// News as the processes of one desk tell it to each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "webhooks/console/desk_port.h"

namespace sportello::bot {

/// Short enough for a notification: where there is too much to tell, that something changed.
std::string text_of(const std::vector<webhooks::DeskNews>& news);
/// What another process told. For a text this program does not understand, and for an empty one, which stands for news
/// that may have been missed: that something changed.
std::vector<webhooks::DeskNews> news_of(std::string_view text);

}  // namespace sportello::bot
