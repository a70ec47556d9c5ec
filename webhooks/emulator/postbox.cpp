#include "webhooks/emulator/postbox.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "webhooks/emulator/webhook_json.h"

namespace sportello::webhooks::emulator {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestRetry = std::chrono::hours(1);
constexpr milliseconds kGivenUp = std::chrono::hours(24 * 7);
// How long the first update of a batch waits for company.
constexpr milliseconds kGather{150};
// A duplicate comes a little after its twin.
constexpr milliseconds kTwin{40};

bool earlier(const Parcel& a, const Parcel& b) {
  return a.due != b.due ? a.due < b.due : a.seq < b.seq;
}

}  // namespace

std::string body_of(const Parcel& parcel) {
  if (parcel.webhooks.size() == 1 && parcel.webhooks.front().whole) return parcel.webhooks.front().value;
  return print_as_meta(webhook_body(parcel.webhooks));
}

milliseconds Postbox::draw(milliseconds most) {
  // splitmix64 (Steele, Lea, Flood 2014): the sequence must be the same on every machine.
  random_ += 0x9e3779b97f4a7c15U;
  std::uint64_t value = random_;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  value ^= value >> 31U;
  return milliseconds(static_cast<std::int64_t>(value % static_cast<std::uint64_t>(most.count() + 1)));
}

void Postbox::put(const Policy& policy, std::vector<Webhook> webhooks, milliseconds now) {
  for (Webhook& webhook : webhooks) {
    const int copies = std::max(1, policy.copies);
    for (int copy = 0; copy < copies; ++copy) {
      Parcel parcel{.born = now, .seq = ++count_};
      parcel.due = now + policy.delay + draw(policy.disorder) + copy * kTwin;
      if (policy.batch > 1) parcel.due += kGather;
      parcel.webhooks.push_back(copy + 1 < copies ? webhook : std::move(webhook));
      parcels_.push_back(std::move(parcel));
    }
  }
}

std::optional<Parcel> Postbox::take(const Policy& policy, milliseconds now) {
  if (policy.paused) return std::nullopt;
  const auto first = std::min_element(parcels_.begin(), parcels_.end(), earlier);
  if (first == parcels_.end() || first->due > now) return std::nullopt;
  Parcel parcel = std::move(*first);
  parcels_.erase(first);
  if (policy.batch <= 1 || parcel.webhooks.front().whole) return parcel;

  std::sort(parcels_.begin(), parcels_.end(), earlier);
  std::erase_if(parcels_, [&](Parcel& other) {
    const bool fits = other.due <= now && other.attempts == parcel.attempts && !other.webhooks.front().whole &&
                      parcel.webhooks.size() + other.webhooks.size() <= static_cast<std::size_t>(policy.batch);
    if (fits) std::move(other.webhooks.begin(), other.webhooks.end(), std::back_inserter(parcel.webhooks));
    return fits;
  });
  return parcel;
}

bool Postbox::give_back(Parcel parcel, milliseconds now) {
  ++parcel.attempts;
  milliseconds wait{0};
  if (parcel.attempts > 1)
    wait = std::min<milliseconds>(first_retry_ * (1LL << std::min(parcel.attempts - 2, 22)), kLongestRetry);
  if (now + wait - parcel.born > kGivenUp) return false;
  parcel.due = now + wait;
  parcels_.push_back(std::move(parcel));
  return true;
}

std::optional<milliseconds> Postbox::next_due(const Policy& policy) const {
  if (policy.paused || parcels_.empty()) return std::nullopt;
  return std::min_element(parcels_.begin(), parcels_.end(), earlier)->due;
}

}  // namespace sportello::webhooks::emulator
