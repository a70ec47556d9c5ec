#include "bot/version.h"

namespace sportello::bot {

std::string version() {
  return SPORTELLO_VERSION;
}

}  // namespace sportello::bot
