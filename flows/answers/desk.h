/// The hours of a business as one person sees them: which services count for that person, what a day looks like, when
/// it goes on. The facts that the sentences are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/answers/hours_answer.h"

namespace sportello::flows {

enum class Right { Yes, Unknown, No };
/// Whether a person with that plan may use the service; Unknown when the plan is not known.
Right right_to(const Business& business, const Service& service, const std::optional<std::string>& plan);

struct Offer {
  const Service* service = nullptr;
  Right right = Right::Yes;
};

/// One day as the person sees it.
struct DeskDay {
  Date date;
  Intervals standard;                          ///< of the first service
  const CalendarException* holiday = nullptr;  ///< of the first service, otherwise of another one
  bool half = false;                           ///< the holiday changes the standard hours, and leaves some
  std::vector<ServiceDay> others;              ///< further services that open
  const Service* missing = nullptr;            ///< a further service that would open on that weekday, but not today
  const Service* denied = nullptr;             ///< a service that opens, to which the person has no right

  bool closed() const { return standard.empty() && others.empty(); }
  bool ordinary() const { return holiday == nullptr && !standard.empty(); }
};

/// What is open at a moment.
struct DeskState {
  Evaluation standard;
  const Service* other = nullptr;  ///< a further service that is open, when the standard one is not
  Right other_right = Right::No;
  std::optional<Instant> other_until;
  /// Empty when it depends on a right that is not known.
  std::optional<bool> is_open() const;
};

/// When it goes on after a moment.
struct Reopening {
  std::optional<Instant> standard;
  const Service* other = nullptr;  ///< a further service that opens before
  Right other_right = Right::No;
  std::optional<Instant> at;  ///< when it opens; set with `other`
};

class Desk {
 public:
  Desk(const Business& business, const HoursQuestion& question);

  DeskDay day(Date date) const;
  /// The days with a holiday or a closure, both ends included.
  std::vector<DeskDay> holidays(Date first, Date last) const;
  DeskState state(Instant instant) const;
  Reopening reopening(Instant after) const;
  /// Of the services the person surely has a right to.
  std::optional<Instant> next_opening(Instant after) const;
  /// The standard service's hours on that weekday, holidays apart.
  const Intervals& usual_standard(Date date) const;
  /// Today or tomorrow.
  bool is_near(Date date) const;
  bool is_past(Date date) const { return date < today; }
  Instant start_of(Date date) const { return calendar.zone.to_instant(date, 0); }

  /// A sentence of the catalogue.
  std::string say(std::string_view key, const Params& params = {}) const;
  /// "lunedì 30 novembre alle 9:00"
  std::string moment(Instant instant) const;
  /// "domani (sabato 21 novembre)", "venerdì 25 dicembre (Natale)".
  std::string day_name(Date date, const CalendarException* holiday) const;
  /// The same as it stands in a sentence: in English with its "on".
  std::string day_label(Date date, const CalendarException* holiday) const;
  std::string name_of(const CalendarException& holiday) const { return holiday.name.in(language); }
  /// "l'assistenza week-end"
  std::string name_of(const Service& service) const;
  /// What the profile says about the service: who may use it and how.
  std::string note_of(const Service& service) const;
  /// Which plan it would take.
  std::string denial_of(const Service& service) const;
  std::string hours(const Intervals& intervals) const;

  const Business& business;
  const Calendar& calendar;
  Language language;
  Instant now;
  Date today;
  std::optional<std::string> plan;
  std::vector<Offer> offers;  ///< without those the person surely has no right to; the standard service comes first

 private:
  const Service& standard() const { return *offers.front().service; }

  std::vector<const Service*> denied_;
};

/// With a capital letter at the beginning.
std::string capital(std::string sentence);

}  // namespace sportello::flows
