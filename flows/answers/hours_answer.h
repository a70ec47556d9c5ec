/// What is said about opening hours and holidays: one short bubble that answers what was asked first, and the same
/// as data. Pure; everything a business may word differently comes from its profile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/business/business.h"
#include "flows/calendar/calendar.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

struct HoursQuestion {
  Intent intent = Intent::Hours;  ///< Hours, or Holidays for the list of closures
  std::optional<When> when;       ///< empty: now, or all the holidays ahead
  std::string text;               ///< as typed: "chiusi?" is answered by another yes than "aperti?"
  Instant now;
  Language language = Language::It;
  std::optional<std::string> plan;  ///< of the person: a plan's id, "none"; empty when it is not known
};

/// One service on one day.
struct ServiceDay {
  Date date;
  Intervals intervals;
  const Service* service = nullptr;
  const CalendarException* holiday = nullptr;  ///< why the day differs, if it does
};

struct HoursAnswer {
  std::vector<ServiceDay> open;       ///< days asked about on which a service opens, in order
  std::vector<ServiceDay> closed;     ///< days asked about on which none does; the first service stands for all
  std::optional<bool> is_open;        ///< at the moment or in the part of the day asked about; empty when the person's
                                      ///< right to the service that is open is not known, or no moment was asked about
  std::optional<Instant> next_opening;  ///< after the moment asked about, of the services the person has a right to
  std::string reply;
};

HoursAnswer answer_hours(const Business& business, const HoursQuestion& question);

/// Said once in each closed period, in front of whatever else is answered: "Adesso siamo chiusi: riapriamo lunedì
/// 23 novembre alle 9:00." Empty while a service the person has a right to is open.
std::string out_of_hours_notice(const Business& business, Instant now, Language language,
                                const std::optional<std::string>& plan);

}  // namespace sportello::flows
