#include "bot/commands/numbers.h"

#include <cstdio>
#include <memory>

#include "bot/profiles.h"

namespace sportello::bot {

Numbers load_numbers(const Config& config) {
  Numbers numbers;
  bool good = true;
  for (const NumberConfig& number : config.numbers) {
    flows::ProfileLoad load = find_profile(number.profile);
    for (const auto& fault : load.faults) {
      std::fprintf(stderr, "%s: %s\n", number.profile.c_str(), fault.line().c_str());
    }
    good = good && load.business.has_value();
    if (load.business) {
      numbers.emplace(number.phone_number_id, std::make_shared<const flows::Business>(std::move(*load.business)));
    }
  }
  return good ? numbers : Numbers{};
}

}  // namespace sportello::bot
