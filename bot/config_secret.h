/// Values that stand in a file of their own or in the environment. Internal to bot/config.
#pragma once

#include <filesystem>
#include <string>

#include "flows/core/result.h"

namespace sportello::bot {

/// The whole file; NotFound when it cannot be read.
flows::Result<std::string> read_file(const std::filesystem::path& path);
/// One trailing newline belongs to the editor, not to the secret.
std::string without_newline(std::string text);

}  // namespace sportello::bot
