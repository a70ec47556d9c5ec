/// The bits of the meanings the code itself looks for; the lexicon says which words have them.
#pragma once

#include <cstddef>

#include "flows/understanding/lexicon.h"

namespace sportello::flows {

struct Meanings {
  explicit Meanings(const Lexicon& lexicon);
  /// Those of Lexicon::shipped().
  static const Meanings& shipped();

  // Marks the code sets.
  std::size_t filler, comma, ask, unknown, when, clock, since, past, address, code, emoji, num, habit, mention, accent;
  std::size_t of_desk, of_thing, of_me, of_ticket, of_other, of_none, obj_desk, obj_thing, obj_ticket, obj_other;
  // Grammar.
  std::size_t det, prep, conj_and, conj_or, but, because, neg, you, me, poss_you, poss_me, verb, si;
  std::size_t p1s, p2s, p3s, p1p, p2p, p3p, inf, pp, ger, base, imperfect;
  std::size_t be, have, can, exist, predicate, transitive;
  // Nouns.
  std::size_t desk, thing, ticket, place, other_place, premises, warranty, plan, adj_on, adj_off;
  // Time.
  std::size_t weekday, month, holiday, day, part;
  std::size_t t_now, t_next, t_this, t_last, t_every, t_in, t_ago, t_weekend, t_end, t_begin, t_mid, t_last_of,
      t_first_of;
  std::size_t t_after, t_before, t_until, t_by, t_from, t_to, t_between, t_at, t_hour_word, t_half, t_quarter;
  std::size_t t_three_quarters, t_minus, t_past, t_sharp, t_noon, t_midnight, t_am, t_pm, t_day_word, t_that_day, t_eve,
      t_bridge;
  std::size_t t_around, t_feast_of, t_couple, t_date_det, t_time_det, t_plural_day, t_oclock, t_week_later, t_shy,
      still, also, maybe_2p;
  std::size_t u_day, u_week, u_month, u_hour, u_minute, u_year, u_fortnight;
};

inline bool has(const Token& token, std::size_t bit) {
  return token.sense.concepts[bit];
}

}  // namespace sportello::flows
