// A shipped profile with any edits, or any bytes as a profile: it loads, or every fault is told with its place.
// Input: a byte that chooses the way; then the text itself, or edits of three bytes each (where, what, with what).
#include <nlohmann/json.hpp>
#include <vector>

#include "flows/business/loader.h"
#include "tests/fuzz/expect.h"
#include "tests/support/profiles.h"

namespace {

using namespace sportello;
using nlohmann::json;

const std::vector<json>& replacements() {
  static const std::vector<json> values{
      nullptr, true, 0, -1, 1e300, 9223372036854775807LL, "", "{{", "{{code}}", "2026-02-30", "24:00", "25:99",
      "99999-01-01", std::string(5000, 'x'), "\xF0\x9F\x91\x8D", json::array(), json::object(), json::array({json::array()}),
      {{"it", "x"}}, {{"it", ""}, {"en", ""}}, "easter+1", "easter+99999", "../x", "leotron"};
  return values;
}

/// The value found by going down `steps`, each a choice among the children.
json* place_in(json& root, unsigned char where, unsigned char depth) {
  json* here = &root;
  for (unsigned step = 0; step <= depth % 8 && here->is_structured() && !here->empty(); ++step) {
    auto child = here->begin();
    std::advance(child, static_cast<std::ptrdiff_t>((where + step * 37U) % here->size()));
    here = &*child;
  }
  return here;
}

void edit(json& root, unsigned char where, unsigned char what, unsigned char with) {
  json* const place = place_in(root, where, what >> 2U);
  if (place->is_structured() && !place->empty() && what % 4U == 1) {
    place->erase(std::next(place->begin(), static_cast<std::ptrdiff_t>(with % place->size())));
  } else if (place->is_array() && !place->empty() && what % 4U == 2) {
    place->push_back(place->at(with % place->size()));
  } else if (place->is_object() && what % 4U == 3) {
    (*place)["k" + std::to_string(with)] = replacements()[with % replacements().size()];
  } else {
    *place = replacements()[with % replacements().size()];
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  static const flows::ProfileFiles leotron = test::shipped_files("leotron");
  static const flows::ProfileFiles kzweb = test::shipped_files("kzweb");
  flows::ProfileFiles files = data[0] % 2 == 0 ? leotron : kzweb;
  std::string& profile = files.at("profile.json");
  if (data[0] >= 128) {
    profile.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  } else {
    json root = json::parse(profile, nullptr, true, true);
    for (std::size_t i = 1; i + 2 < size && i < 60; i += 3) edit(root, data[i], data[i + 1], data[i + 2]);
    profile = root.dump(-1, ' ', false, json::error_handler_t::replace);
  }
  const flows::ProfileLoad load = flows::load_profile(files);
  fuzz::expect(load.business.has_value() == load.faults.empty(), "it loads, or says why not");
  for (const flows::ProfileFault& fault : load.faults) {
    fuzz::expect(!fault.file.empty() && !fault.text.empty(), "every fault has its place", fault.line());
  }
  return 0;
}
