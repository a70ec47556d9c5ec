#include "flows/ticket/sample.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sportello::flows {
namespace {

/// SplitMix64: the same on every machine, unlike the standard library's distributions.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

}  // namespace

std::vector<SampleCandidate> draw_sample(std::vector<SampleCandidate> candidates, int percent, std::uint64_t seed) {
  const auto lot = [seed](const SampleCandidate& candidate) {
    return mixed(mixed(seed) ^ static_cast<std::uint64_t>(candidate.ticket.value));
  };
  std::sort(candidates.begin(), candidates.end(), [&](const SampleCandidate& a, const SampleCandidate& b) {
    return std::make_tuple(lot(a), a.ticket.value) < std::make_tuple(lot(b), b.ticket.value);
  });
  const std::size_t wanted = (candidates.size() * static_cast<std::size_t>(std::max(percent, 0)) + 99) / 100;
  std::vector<SampleCandidate> drawn;
  std::set<std::int64_t> people;
  for (const SampleCandidate& candidate : candidates) {
    if (drawn.size() == wanted) break;
    if (people.insert(candidate.person.value).second) drawn.push_back(candidate);
  }
  return drawn;
}

}  // namespace sportello::flows
