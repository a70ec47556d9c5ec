/// Dates, times and hours in words, the way they are said at the desk: "lunedì 23 novembre alle 9:00".
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "flows/calendar/calendar.h"
#include "flows/core/language.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// "lunedì", "Monday".
std::string_view weekday_in_words(std::chrono::weekday weekday, Language language);
/// "novembre", "November".
std::string_view month_in_words(std::chrono::month month, Language language);

/// "lunedì 23 novembre", "Monday 23 November".
std::string in_words(Date date, Language language);
/// The same, with the year where it would not be understood: more than eleven months from `today`, or in the past.
std::string in_words(Date date, Date today, Language language);
/// "oggi", "domani", "dopodomani" or the empty string.
std::string_view near_day(Date date, Date today, Language language);
/// "da lunedì 28 a mercoledì 30 dicembre", "from Monday 28 to Wednesday 30 December"; one date when they are equal.
std::string range_in_words(Date first, Date last, Date today, Language language);

/// "9:00", "14:30", "24:00".
std::string short_clock(MinuteOfDay minute);
/// "alle 9:00", "all'1:00", "a mezzanotte"; "at 9:00".
std::string at_clock(MinuteOfDay minute, Language language);
/// "fino alle 9:00", "fino all'1:00"; "until 9:00".
std::string until_clock(MinuteOfDay minute, Language language);
/// "dalle 9:00 alle 13:00", "from 9:00 to 13:00".
std::string from_to_clock(const Interval& interval, Language language);
/// "9:00–13:00 e 14:30–18:30"; "24 ore su 24" for a whole day. Empty for none.
std::string intervals_in_words(const Intervals& intervals, Language language);

/// "oggi alle 14:30", "domani alle 9:00", "lunedì 23 novembre alle 9:00".
std::string moment_in_words(Instant instant, Instant now, const Zone& zone, Language language);

/// "domenica 22 novembre alle 17:30": the same whenever it is read, so that it can be kept.
std::string exact_moment_in_words(Instant instant, Instant now, const Zone& zone, Language language);

/// "a", "a e b", "a, b e c".
std::string listed(const std::vector<std::string>& items, Language language);

}  // namespace sportello::flows
