#include "bot/commands/command.h"

#include <cstdio>

namespace sportello::bot {

int complain(const std::string& text) {
  std::fprintf(stderr, "sportello: %s\n", text.c_str());
  return kFaultyInput;
}

}  // namespace sportello::bot
