/// The businesses behind the configured numbers, for every command that runs a desk.
#pragma once

#include "bot/config.h"
#include "bot/desk.h"

namespace sportello::bot {

/// Loads each number's profile; every fault of every profile is printed. Empty when there is any.
Numbers load_numbers(const Config& config);

}  // namespace sportello::bot
