#include "flows/calendar/openings.h"

#include <algorithm>
#include <utility>

namespace sportello::flows {

using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::sys_days;

Openings::Openings(const Calendar& calendar, const Service& service, Instant from)
    : calendar_(calendar), service_(service), from_(from), stretch_(calendar.zone.stretch_at(from)) {
  enter(Date{floor<std::chrono::days>(from + stretch_.offset)});
}

std::optional<Opening> Openings::next() {
  std::optional<Opening> opening = ahead_ ? std::exchange(ahead_, std::nullopt) : next_part(from_ + kSearch);
  if (!opening) return std::nullopt;
  const Instant limit = opening->end + kSearch;
  while ((ahead_ = next_part(limit)) && ahead_->begin <= opening->end && opening->end < limit) {
    opening->end = ahead_->end;
  }
  return opening;
}

std::optional<Opening> Openings::next_part(Instant limit) {
  while (true) {
    const Instant start = midnight(day_.date);
    while (index_ < day_.open.size()) {
      const Interval& interval = day_.open[index_++];
      const Opening part{std::max(stretch_.begin, start + minutes{interval.from}),
                         std::min(stretch_.end, start + minutes{interval.to})};
      if (part.begin < part.end && part.end > from_) return part;
    }
    const Date tomorrow = plus_days(day_.date, 1);
    const Instant next_start = midnight(tomorrow);
    if (next_start < stretch_.end) {
      if (next_start > limit) return std::nullopt;
      enter(tomorrow);
    } else {
      const Instant here = stretch_.end;
      stretch_ = calendar_.zone.stretch_at(here);
      stretch_.begin = here;
      enter(Date{floor<std::chrono::days>(here + stretch_.offset)});
    }
  }
}

void Openings::enter(Date date) {
  day_ = hours_of(calendar_, service_, date);
  index_ = 0;
}

Instant Openings::midnight(Date date) const {
  return Instant{sys_days{date}} - stretch_.offset;
}

}  // namespace sportello::flows
