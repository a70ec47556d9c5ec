/// Writes the scene of tests/data/console/scene.json into a store.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "flows/core/time.h"
#include "storage/store.h"

namespace sportello::test {

struct PlayedScene {
  std::vector<std::string> codes;  ///< of the tickets, in the scene's order
  std::vector<std::int64_t> operators;
};

/// Inside a transaction of the caller's. `prefixes` are the code prefixes by business.
PlayedScene play_scene(storage::Store& store, const nlohmann::json& scene,
                       const std::map<std::string, std::string>& prefixes);

/// A time of the scene, which always has its offset.
flows::Instant instant_of(const nlohmann::json& written);

}  // namespace sportello::test
