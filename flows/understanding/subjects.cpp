#include "flows/understanding/subjects.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace sportello::flows {
namespace {

enum class Owner { Desk, Me, Thing, Ticket, Other, None };

class SubjectFinder {
 public:
  SubjectFinder(std::vector<Token>& words, const Stretch& sentence, const Meanings& m)
      : words_(words), sentence_(sentence), m_(m) {}

  void run() {
    for (std::size_t i = sentence_.begin; i < sentence_.end; ++i) {
      if (!is(i, m_.predicate)) continue;
      Concepts& concepts = words_[i].sense.concepts;
      switch (owner(i)) {
        case Owner::Desk:
          concepts.set(m_.of_desk);
          break;
        case Owner::Me:
          concepts.set(m_.of_me);
          break;
        case Owner::Thing:
          concepts.set(m_.of_thing);
          break;
        case Owner::Ticket:
          concepts.set(m_.of_ticket);
          break;
        case Owner::Other:
          concepts.set(m_.of_other);
          break;
        case Owner::None:
          concepts.set(m_.of_none);
          break;
      }
      if (is(i, m_.transitive)) mark_object(i);
    }
  }

 private:
  bool is(std::size_t i, std::size_t bit) const {
    return i >= sentence_.begin && i < sentence_.end && has(words_[i], bit);
  }
  bool any_person(std::size_t i) const {
    return is(i, m_.p1s) || is(i, m_.p2s) || is(i, m_.p3s) || is(i, m_.p1p) || is(i, m_.p2p) || is(i, m_.p3p);
  }
  bool steps_over(std::size_t i) const {
    return is(i, m_.filler) || is(i, m_.when) || is(i, m_.neg) || is(i, m_.si) || is(i, m_.conj_or) || is(i, m_.part);
  }
  /// A customer has a plan, a till, a shop; the desk has an office.
  std::optional<Owner> noun(std::size_t i) const {
    if (is(i, m_.when)) return std::nullopt;
    const bool mine = possessed(i, m_.poss_me);
    if (is(i, m_.premises) && possessed(i, m_.poss_you)) return Owner::Desk;
    if (is(i, m_.desk)) return mine ? Owner::Thing : Owner::Desk;
    if (is(i, m_.ticket)) return Owner::Ticket;
    if (is(i, m_.premises) && !mine) return Owner::Other;  // "i negozi": whose?
    if (is(i, m_.thing) || is(i, m_.warranty) || is(i, m_.plan)) return Owner::Thing;
    if (is(i, m_.other_place)) return Owner::Other;
    if (is(i, m_.unknown) || is(i, m_.place) || is(i, m_.address))
      return possessed(i, m_.poss_you) ? Owner::Desk : mine ? Owner::Thing : Owner::Other;
    return std::nullopt;
  }
  bool possessed(std::size_t i, std::size_t whose) const {
    return (i > sentence_.begin && is(i - 1, whose)) || (i > sentence_.begin + 1 && is(i - 2, whose)) ||
           is(i + 1, whose);
  }
  /// "di Verona", "per la cassa": hangs on an earlier word.
  bool hangs(std::size_t i) const {
    std::size_t at = i;
    while (at > sentence_.begin &&
           (is(at - 1, m_.poss_me) || is(at - 1, m_.poss_you) || (is(at - 1, m_.det) && !is(at - 1, m_.prep))))
      --at;
    return at > sentence_.begin && is(at - 1, m_.prep);
  }

  /// None where the form does not tell: "sono", "are".
  Owner by_person(std::size_t i) const {
    if (is(i, m_.p3p) && (is(i, m_.p2p) || is(i, m_.p1s))) return Owner::None;
    if (is(i, m_.p2p) || is(i, m_.p2s)) return Owner::Desk;
    if (is(i, m_.p1p) || is(i, m_.p1s)) return Owner::Me;
    return Owner::None;
  }

  /// 'sul sito compare "ufficio chiuso"': the words of somebody else.
  bool quoted(std::size_t i) const {
    std::size_t before = 0;
    std::size_t after = 0;
    for (std::size_t at = sentence_.begin; at < sentence_.end; ++at) {
      if (words_[at].mark == '"') ++(at < i ? before : after);
    }
    const bool all = words_[sentence_.begin].mark == '"' && words_[sentence_.end - 1].mark == '"';
    return before % 2 == 1 && after > 0 && !all;
  }

  Owner owner(std::size_t i) const {
    if (quoted(i)) return Owner::Other;
    const bool finite = any_person(i) && !is(i, m_.pp) && !is(i, m_.adj_on) && !is(i, m_.adj_off);
    if (finite && !is(i, m_.p3s) && !is(i, m_.p3p)) return by_person(i);
    std::size_t at = i;
    bool after_copula = false;
    // Leftwards: the helper verb, then the subject.
    while (at > sentence_.begin) {
      --at;
      if (is(at, m_.comma)) {
        if (is(at, m_.filler)) break;
        // "gli uffici, domani, sono chiusi" is rare; a comma ends the clause.
        break;
      }
      if (is(at, m_.you)) return Owner::Desk;
      if (is(at, m_.me)) return Owner::Me;
      if (!after_copula && !finite && is(at, m_.verb) && any_person(at) && !is(at, m_.pp)) {
        const Owner person = by_person(at);
        if (person != Owner::None) return person;
        after_copula = true;
        continue;
      }
      if (is(at, m_.exist)) {
        after_copula = true;
        continue;
      }
      if (steps_over(at)) continue;
      if (const auto found = noun(at)) {
        if (hangs(at)) {
          // Over the preposition, to the word it hangs on.
          while (at > sentence_.begin && !is(at, m_.prep)) --at;
          continue;
        }
        return *found;
      }
      if (is(at, m_.det) || is(at, m_.poss_you) || is(at, m_.poss_me) || is(at, m_.prep) || is(at, m_.predicate))
        continue;
      if (is(at, m_.verb) && (is(at, m_.be) || is(at, m_.have) || is(at, m_.can))) continue;
      if (is(at, m_.verb)) break;
    }
    return to_the_right(i);
  }

  /// "è aperto il museo?", "a che ora apre la farmacia?"
  Owner to_the_right(std::size_t i) const {
    bool determined = false;
    for (std::size_t at = i + 1; at < sentence_.end; ++at) {
      if (is(at, m_.comma)) break;
      if (is(at, m_.you) && !is(at, m_.prep)) return Owner::Desk;
      if (const auto found = noun(at)) {
        if (*found == Owner::Other && !determined && is(i, m_.pp) && at != i + 1) break;
        return *found;
      }
      if (steps_over(at) || is(at, m_.predicate)) continue;
      if (is(at, m_.poss_you)) return Owner::Desk;
      if (is(at, m_.det) && !is(at, m_.prep)) {
        determined = true;
        continue;
      }
      break;
    }
    return Owner::None;
  }

  void mark_object(std::size_t i) {
    if (is(i, m_.pp) && passive(i)) return;
    bool determined = false;
    for (std::size_t at = i + 1; at < sentence_.end && at < i + 7; ++at) {
      if (is(at, m_.comma) || (is(at, m_.prep) && !is(at, m_.det))) return;
      if (is(at, m_.when) || (is(at, m_.filler) && !determined)) continue;
      if (is(at, m_.det) && !is(at, m_.prep)) {
        determined = true;
        continue;
      }
      if (is(at, m_.poss_me) || is(at, m_.poss_you)) {
        determined = true;
        continue;
      }
      Concepts& concepts = words_[i].sense.concepts;
      if (is(at, m_.ticket))
        concepts.set(m_.obj_ticket);
      else if (is(at, m_.thing))
        concepts.set(m_.obj_thing);
      else if (is(at, m_.desk))
        concepts.set(m_.obj_desk);
      else if (is(at, m_.unknown) && determined)
        concepts.set(m_.obj_other);
      return;
    }
  }
  bool passive(std::size_t i) const {
    for (std::size_t at = i; at > sentence_.begin;) {
      --at;
      if (is(at, m_.have)) return false;
      if (is(at, m_.be)) return true;
      if (!steps_over(at)) return false;
    }
    return false;
  }

  std::vector<Token>& words_;
  const Stretch& sentence_;
  const Meanings& m_;
};

}  // namespace

void mark_subjects(std::vector<Token>& words, const Stretch& sentence, const Meanings& m) {
  SubjectFinder(words, sentence, m).run();
}

}  // namespace sportello::flows
