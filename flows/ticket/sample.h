/// Which closed tickets are called about, to see how good the service was (L38).
#pragma once

#include <cstdint>
#include <vector>

#include "flows/core/ids.h"

namespace sportello::flows {

struct SampleCandidate {
  TicketId ticket;
  PersonId person;
};

/// `percent` of the candidates, rounded up, in the order of the calls. Whoever draws again with the same candidates (in
/// any order) and the same seed gets the same list; a person is in it once. Fewer when there are not so many people.
std::vector<SampleCandidate> draw_sample(std::vector<SampleCandidate> candidates, int percent, std::uint64_t seed);

}  // namespace sportello::flows
