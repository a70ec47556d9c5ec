#include "flows/understanding/spelling.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::size_t kShortest = 4;  // shorter words are too near to each other
constexpr std::size_t kLong = 9;      // from here on two slips are forgiven
constexpr std::size_t kLongest = 24;
constexpr std::size_t kFilterBits = 1U << 19U;

std::uint32_t hash_of_form(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash ^ (hash >> 15U);
}

/// Without doubled letters, and with the spelling of chats made plain: "kiussi" and "chiusi" both become "chiusi".
std::string skeleton(std::string_view word) {
  std::string out;
  out.reserve(word.size() + 2);
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (i > 0 && c == word[i - 1]) continue;
    if (c == 'k') {
      const char next = i + 1 < word.size() ? word[i + 1] : ' ';
      out += next == 'e' || next == 'i' ? "ch" : "c";
    } else {
      out += c;
    }
  }
  return out;
}

/// Costs in halves of a slip of the thumb. A letter that is not next to the right one on the keyboard costs more.
constexpr int kSlip = 2;
constexpr int kWrongLetter = 3;
constexpr int kDoubling = 1;

int forgiven(std::size_t size) {
  return size <= 4 ? kDoubling : size == 5 ? kSlip : size < kLong ? kSlip + kDoubling : 2 * kSlip;
}

bool are_neighbours(char a, char b) {
  static constexpr std::string_view kRows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  const auto place = [](char c) {
    for (int row = 0; row < 3; ++row) {
      const auto at = kRows[row].find(c);
      if (at != std::string_view::npos) return std::pair<int, int>{row, static_cast<int>(at) * 2 + row};
    }
    return std::pair<int, int>{9, 99};
  };
  const auto [row_a, at_a] = place(a);
  const auto [row_b, at_b] = place(b);
  return row_a < 9 && row_b < 9 && std::abs(row_a - row_b) <= 1 && std::abs(at_a - at_b) <= 2;
}

bool are_swapped(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    if (a[i] != b[i]) return a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
  }
  return false;
}

template <class Visit>
void each_deletion(std::string_view form, std::string& scratch, Visit visit) {
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (i > 0 && form[i] == form[i - 1]) continue;
    scratch.assign(form.substr(0, i));
    scratch += form.substr(i + 1);
    visit(std::string_view(scratch));
  }
}

}  // namespace

int spelling_cost(std::string_view a, std::string_view b, int limit) {
  if (a.size() > kLongest + 2 || b.size() > kLongest + 2) return limit + 1;
  std::array<std::array<int, kLongest + 3>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j) * kSlip;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& higher = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i) * kSlip;
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : are_neighbours(a[i - 1], b[j - 1]) ? kSlip : kWrongLetter;
      row[j] = std::min({above[j] + kSlip, row[j - 1] + kSlip, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], higher[j - 2] + kSlip);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return rows[a.size() % 3][b.size()];
}

void Spelling::index(std::string_view form, std::uint32_t target) {
  keys_.push_back({hash_of_form(form), target});
}

void Spelling::add(std::string_view word, std::uint32_t id, int rank) {
  if (word.size() < kShortest || word.size() > kLongest) return;
  const auto target = static_cast<std::uint32_t>(targets_.size());
  targets_.push_back({std::string(word), id, rank});
  const std::string plain = skeleton(word);
  index(plain, target);
  if (plain.size() < kShortest) return;
  std::string scratch;
  each_deletion(plain, scratch, [&](std::string_view form) { index(form, target); });
}

void Spelling::build() {
  std::sort(keys_.begin(), keys_.end(), [](const Key& a, const Key& b) { return a.hash < b.hash; });
  filter_.assign(kFilterBits, false);
  for (const Key& key : keys_) filter_[key.hash % kFilterBits] = true;
}

template <class Visit>
void Spelling::candidates(std::string_view form, Visit visit) const {
  const std::uint32_t hash = hash_of_form(form);
  if (!filter_[hash % kFilterBits]) return;
  auto at =
      std::lower_bound(keys_.begin(), keys_.end(), hash, [](const Key& key, std::uint32_t h) { return key.hash < h; });
  for (; at != keys_.end() && at->hash == hash; ++at) visit(targets_[at->target]);
}

std::uint32_t Spelling::correct(std::string_view word) const {
  if (word.size() < 3 || word.size() > kLongest || filter_.empty()) return 0;
  const std::string plain = skeleton(word);
  const Target* best = nullptr;
  int best_rank = 99;
  const auto consider = [&](const Target& target) {
    const std::string wanted = skeleton(target.word);
    const std::size_t size = std::min(word.size(), target.word.size());
    // Short words forgive a swap of neighbours, not a change: "doamni", but not "sale" for "sole".
    const bool swapped = word.size() == 4 && target.word.size() == 4 && are_swapped(word, target.word);
    const bool doubled =
        word.size() != target.word.size() && plain.size() != word.size() + wanted.size() - target.word.size();
    const int limit = forgiven(size);
    const int cost = swapped ? kSlip : spelling_cost(plain, wanted, limit) + (doubled ? kDoubling : 0);
    if (!swapped && cost > limit) return;
    // A wrong first letter is rarely a slip of the thumb.
    if (cost >= kSlip && plain[0] != wanted[0] && !(plain.size() > 1 && plain[1] == wanted[0] && plain[0] == wanted[1]))
      return;
    const int rank = cost * 10 + target.rank;
    if (rank < best_rank) {
      best = &target;
      best_rank = rank;
    }
  };
  candidates(plain, consider);
  if (best != nullptr) return best->id;  // only the doubling of letters differs
  std::string scratch;
  each_deletion(plain, scratch, [&](std::string_view form) { candidates(form, consider); });
  return best == nullptr ? 0 : best->id;
}

}  // namespace sportello::flows
