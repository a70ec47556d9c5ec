/// What is said about one day: the whole of it, a time or a part.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/answers/asked.h"
#include "flows/answers/desk.h"

namespace sportello::flows {

/// Sentences of one bubble; empty ones are left out.
std::string joined(const std::vector<std::string>& sentences);
/// "Sì, …", "No, …", or the sentence with a capital letter.
std::string lead(const Desk& desk, std::optional<bool> yes, std::string sentence);
/// Whether the answer begins with yes or no, for something that is open or closed.
std::optional<bool> yes_for(Asked asked, bool open);
/// The person surely has a right to it.
bool is_mine(const Desk& desk, const Service& service);
/// "hours.day_other" or, for a service the person surely may use, "hours.day_other_mine".
std::string other_key(const Desk& desk, const Service& service, std::string_view what);
/// "fino alle 13:00"; empty for an opening without end.
std::string until_words(const Desk& desk, std::optional<Instant> until);
/// "L'assistenza week-end riprende domani alle 9:00."
std::string other_resumes(const Desk& desk, const Reopening& next);
/// "Riapriamo lunedì 30 novembre alle 9:00.", and of a service the person has a right to that is back before.
std::string reopening_sentences(const Desk& desk, Instant after);
/// What follows when only another service is open: its note, and when the rest goes on.
std::string other_sentences(const Desk& desk, const Service& service, Instant after);

std::string day_answer(const Desk& desk, Date date, Asked asked);
std::string time_answer(const Desk& desk, Date date, MinuteOfDay minute, Asked asked);
std::string part_answer(const Desk& desk, Date date, const Interval& part, Asked asked);
std::string now_answer(const Desk& desk, Asked asked);
std::string next_opening_answer(const Desk& desk);

/// Whether the part of the day is open: most of it, none of it, or empty when it is neither, or when it depends on a
/// right that is not known.
std::optional<bool> part_is_open(const Desk& desk, Date date, const Interval& part);
/// The same for what is left of the day.
std::optional<bool> day_is_open(const Desk& desk, Date date);

}  // namespace sportello::flows
