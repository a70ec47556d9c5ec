#include "flows/understanding/meanings.h"

namespace sportello::flows {

const Meanings& Meanings::shipped() {
  static const Meanings meanings(Lexicon::shipped());
  return meanings;
}

Meanings::Meanings(const Lexicon& lexicon) {
  struct Name {
    std::size_t Meanings::*bit;
    const char* name;
  };
  static constexpr Name kNames[] = {
      {&Meanings::filler, "filler"}, {&Meanings::comma, "comma"}, {&Meanings::ask, "ask"}, {&Meanings::unknown, "unknown"},
      {&Meanings::when, "when"}, {&Meanings::clock, "clock"}, {&Meanings::since, "since"}, {&Meanings::past, "past"},
      {&Meanings::address, "address"}, {&Meanings::code, "code"}, {&Meanings::emoji, "emoji"}, {&Meanings::num, "num"},
      {&Meanings::habit, "habit"}, {&Meanings::mention, "mention"}, {&Meanings::accent, "accent"},
      {&Meanings::of_desk, "of.desk"}, {&Meanings::of_thing, "of.thing"}, {&Meanings::of_me, "of.me"},
      {&Meanings::of_ticket, "of.ticket"}, {&Meanings::of_other, "of.other"}, {&Meanings::of_none, "of.none"},
      {&Meanings::obj_desk, "obj.desk"}, {&Meanings::obj_thing, "obj.thing"}, {&Meanings::obj_ticket, "obj.ticket"},
      {&Meanings::obj_other, "obj.other"},
      {&Meanings::det, "det"}, {&Meanings::prep, "prep"}, {&Meanings::conj_and, "and"}, {&Meanings::conj_or, "or"},
      {&Meanings::but, "but"}, {&Meanings::because, "because"}, {&Meanings::neg, "neg"}, {&Meanings::you, "you"}, {&Meanings::me, "me"},
      {&Meanings::poss_you, "poss.you"}, {&Meanings::poss_me, "poss.me"}, {&Meanings::verb, "verb"}, {&Meanings::si, "si"},
      {&Meanings::p1s, "1s"}, {&Meanings::p2s, "2s"}, {&Meanings::p3s, "3s"}, {&Meanings::p1p, "1p"}, {&Meanings::p2p, "2p"},
      {&Meanings::p3p, "3p"}, {&Meanings::inf, "inf"}, {&Meanings::pp, "pp"}, {&Meanings::ger, "ger"}, {&Meanings::base, "base"},
      {&Meanings::be, "be"}, {&Meanings::have, "have"}, {&Meanings::can, "can"}, {&Meanings::exist, "exist"},
      {&Meanings::predicate, "predicate"}, {&Meanings::transitive, "transitive"},
      {&Meanings::desk, "desk"}, {&Meanings::thing, "thing"}, {&Meanings::ticket, "ticket"}, {&Meanings::place, "place"}, {&Meanings::other_place, "other.place"},
      {&Meanings::premises, "premises"}, {&Meanings::adj_on, "adj.on"}, {&Meanings::adj_off, "adj.off"},
      {&Meanings::weekday, "weekday"}, {&Meanings::month, "month"}, {&Meanings::holiday, "holiday"}, {&Meanings::day, "day"},
      {&Meanings::part, "part"},
      {&Meanings::t_now, "t.now"}, {&Meanings::t_next, "t.next"}, {&Meanings::t_this, "t.this"}, {&Meanings::t_last, "t.last"},
      {&Meanings::t_every, "t.every"}, {&Meanings::t_in, "t.in"}, {&Meanings::t_ago, "t.ago"}, {&Meanings::t_weekend, "t.weekend"},
      {&Meanings::t_end, "t.end"}, {&Meanings::t_begin, "t.begin"}, {&Meanings::t_mid, "t.mid"}, {&Meanings::t_last_of, "t.last_of"},
      {&Meanings::t_first_of, "t.first_of"}, {&Meanings::t_after, "t.after"}, {&Meanings::t_before, "t.before"},
      {&Meanings::t_until, "t.until"}, {&Meanings::t_by, "t.by"}, {&Meanings::t_from, "t.from"}, {&Meanings::t_to, "t.to"},
      {&Meanings::t_between, "t.between"}, {&Meanings::t_at, "t.at"}, {&Meanings::t_hour_word, "t.hour_word"},
      {&Meanings::t_half, "t.half"}, {&Meanings::t_quarter, "t.quarter"}, {&Meanings::t_three_quarters, "t.three_quarters"},
      {&Meanings::t_minus, "t.minus"}, {&Meanings::t_past, "t.past"}, {&Meanings::t_sharp, "t.sharp"}, {&Meanings::t_noon, "t.noon"},
      {&Meanings::t_midnight, "t.midnight"}, {&Meanings::t_am, "t.am"}, {&Meanings::t_pm, "t.pm"},
      {&Meanings::t_day_word, "t.day_word"}, {&Meanings::t_that_day, "t.that_day"}, {&Meanings::t_eve, "t.eve"},
      {&Meanings::t_bridge, "t.bridge"}, {&Meanings::t_around, "t.around"}, {&Meanings::t_feast_of, "t.feast_of"},
      {&Meanings::t_couple, "t.couple"}, {&Meanings::t_date_det, "t.date_det"}, {&Meanings::t_time_det, "t.time_det"},
      {&Meanings::t_plural_day, "t.plural_day"}, {&Meanings::t_oclock, "t.oclock"}, {&Meanings::t_week_later, "t.week_later"},
      {&Meanings::t_shy, "t.shy"}, {&Meanings::still, "still"}, {&Meanings::maybe_2p, "maybe.2p"},
      {&Meanings::u_day, "u.day"}, {&Meanings::u_week, "u.week"}, {&Meanings::u_month, "u.month"}, {&Meanings::u_hour, "u.hour"},
      {&Meanings::u_minute, "u.minute"}, {&Meanings::u_year, "u.year"}, {&Meanings::u_fortnight, "u.fortnight"}};
  for (const Name& each : kNames) this->*each.bit = lexicon.bit(each.name);
}

}  // namespace sportello::flows
