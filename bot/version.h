/// The program's version, as the build knows it.
#pragma once

#include <string>

namespace sportello::bot {

std::string version();

}  // namespace sportello::bot
