/// Opening hours the slow way: every minute of a span is asked for by itself, on the wall clock of the C library,
/// with the rules of a day written once more in the plainest words. Shares only the data types with the product.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "flows/calendar/calendar.h"

namespace sportello::testing {

/// A minute of the wall clock.
struct WallMinute {
  int year = 0;
  int month = 0;    ///< 1 to 12
  int day = 0;      ///< 1 to 31
  int weekday = 0;  ///< 0 is Monday
  int minute = 0;   ///< of the day
};

using IsOpen = std::function<bool(const WallMinute&)>;

/// What a calendar says about one minute, by its data alone.
bool is_open(const flows::Calendar& calendar, const flows::Service& service, const WallMinute& wall);
/// Leotron's and KZWeb's hours from their documents, without any calendar.
bool leotron_is_open(const WallMinute& wall);
bool leotron_weekend_is_open(const WallMinute& wall);
bool kzweb_is_open(const WallMinute& wall);

class SlowModel {
 public:
  /// Asks for every minute of [from, to), both on the quarter of an hour.
  SlowModel(const std::string& zone, flows::Instant from, flows::Instant to, const IsOpen& is_open);

  struct Stretch {
    flows::Instant begin;
    flows::Instant end;
  };
  bool open_at(flows::Instant instant) const;
  /// The end of the stretch of the same kind; the end of the span when it is not seen to end.
  flows::Instant until(flows::Instant instant) const;
  /// The next change from closed to open, if it lies in the span.
  std::optional<flows::Instant> next_opening(flows::Instant instant) const;
  std::chrono::milliseconds open_time(flows::Instant from, flows::Instant to) const;
  flows::Instant end() const { return end_; }

 private:
  /// The first stretch that ends after the instant.
  std::vector<Stretch>::const_iterator at(flows::Instant instant) const;

  std::vector<Stretch> stretches_;
  flows::Instant end_;
};

/// SPORTELLO_PROPERTY_RUNS, or what the quick run takes.
int property_runs(int quick);

}  // namespace sportello::testing
