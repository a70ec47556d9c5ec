#include "flows/business/faults.h"

#include <algorithm>
#include <numeric>

namespace sportello::flows {
namespace {

constexpr std::size_t kFewCandidates = 12;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

ProfileFault Faults::place(const std::string& pointer, std::string text) const {
  const std::size_t end = pointer.find('/', 1);
  const std::string section =
      pointer.empty() ? std::string{} : pointer.substr(1, end == std::string::npos ? end : end - 1);
  const auto file = files_.find(section);
  if (file == files_.end()) return {"profile.json", pointer, std::move(text)};
  return {file->second, end == std::string::npos ? std::string{} : pointer.substr(end), std::move(text)};
}

bool Faults::any_below(const std::string& pointer) const {
  const ProfileFault wanted = place(pointer, {});
  return std::any_of(faults_.begin(), faults_.end(), [&](const ProfileFault& fault) {
    if (fault.file != wanted.file || !fault.pointer.starts_with(wanted.pointer)) return false;
    return fault.pointer.size() == wanted.pointer.size() || fault.pointer[wanted.pointer.size()] == '/';
  });
}

std::string below(const std::string& pointer, std::string_view key) {
  std::string out = pointer + "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string below(const std::string& pointer, std::size_t index) {
  return pointer + "/" + std::to_string(index);
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  // A third of the word may differ; a word of one letter resembles nothing.
  std::size_t best_distance = std::min(word.size(), std::max<std::size_t>(1, word.size() / 3) + 1);
  for (const std::string& candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best = &candidate;
      best_distance = d;
    }
  }
  if (best != nullptr) return ", did you mean '" + *best + "'?";
  if (candidates.empty() || candidates.size() > kFewCandidates) return {};
  std::string list;
  for (const std::string& candidate : candidates) list += (list.empty() ? "" : ", ") + candidate;
  return "; there are: " + list;
}

}  // namespace sportello::flows
