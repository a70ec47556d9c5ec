/// What is said about several days, and about the usual week.
#pragma once

#include <chrono>
#include <string>

#include "flows/answers/asked.h"
#include "flows/answers/desk.h"

namespace sportello::flows {

/// "venerdì 26 e sabato 27 febbraio", "da lunedì 28 a mercoledì 30 dicembre"; in English with its "on".
std::string days_label(const Desk& desk, Date first, Date last);
/// "lunedì–venerdì 9:00–13:00 e 14:30–18:30" of the standard service, weekday by weekday.
std::string usual_hours_in_words(const Desk& desk);

std::string days_answer(const Desk& desk, Date first, Date last, Asked asked);
/// The hours of the week as a small table, and how things stand now.
std::string usual_answer(const Desk& desk);
/// "Il sabato siamo chiusi."
std::string weekday_answer(const Desk& desk, std::chrono::weekday weekday, Asked asked);
std::string break_answer(const Desk& desk);

}  // namespace sportello::flows
