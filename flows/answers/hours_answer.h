/// What is said about opening hours and holidays: one short bubble that answers what was asked first, and the same
/// as data. Pure; everything a business may word differently comes from its profile.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flows/answers/asked.h"
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
  std::optional<std::string> plan;            ///< of the person: a plan's id, "none"; empty when it is not known
  std::optional<Asked> asked = std::nullopt;  ///< what it wants to hear first; empty: read from `text`
};

/// One service on one day.
struct ServiceDay {
  Date date;
  Intervals intervals;
  const Service* service = nullptr;
  const CalendarException* holiday = nullptr;  ///< why the day differs, if it does
};

struct HoursAnswer {
  std::vector<ServiceDay> open;    ///< days asked about on which a service opens, in order
  std::vector<ServiceDay> closed;  ///< days asked about on which none does; the first service stands for all
  /// At the moment asked about, in the part of the day, on what is left of the day, on all days of the range. Empty
  /// when it is neither open nor closed throughout, when it depends on a right that is not known, for the usual hours.
  std::optional<bool> is_open;
  /// After the moment asked about when that is not open, of the services the person surely has a right to.
  std::optional<Instant> next_opening;
  /// Both readings of an ambiguous day ("giovedì prossimo") where they are answered differently: worth asking back.
  /// `reply` answers both.
  std::optional<std::pair<Date, Date>> either;
  std::string reply;
};

HoursAnswer answer_hours(const Business& business, const HoursQuestion& question);

}  // namespace sportello::flows
