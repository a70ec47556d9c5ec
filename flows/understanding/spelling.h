/// Finds the known word behind a misspelt one: doubled or single letters, "k" for "ch", one letter missing, added,
/// wrong or swapped; two in long words. An index of deletions, built once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

class Spelling {
 public:
  /// Makes `word` a possible reading of what is misspelt. `id` is not 0. Its rank settles ties: lower wins.
  void add(std::string_view word, std::uint32_t id, int rank);
  /// To be called once, after the last add().
  void build();
  /// 0 when nothing is near enough.
  std::uint32_t correct(std::string_view word) const;

 private:
  struct Target {
    std::string word;
    std::uint32_t id;
    int rank;
  };
  struct Key {
    std::uint32_t hash;
    std::uint32_t target;
  };
  void index(std::string_view form, std::uint32_t target);
  template <class Visit>
  void candidates(std::string_view form, Visit visit) const;

  std::vector<Target> targets_;
  std::vector<Key> keys_;
  std::vector<bool> filter_;
};

/// What it takes to make `a` into `b`, in halves of a slip: a letter missing, added, swapped with its neighbour or hit
/// beside the right key is one slip, any other wrong letter one and a half. `limit` + 1 when it is more.
int spelling_cost(std::string_view a, std::string_view b, int limit);

}  // namespace sportello::flows
