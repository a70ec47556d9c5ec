#include "bot/top/readings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <limits>

namespace sportello::bot {
namespace {

std::string name_of(const std::string& series) {
  return series.substr(0, series.find('{'));
}

/// `a{code="7",le="0.5"}` and "le" → "0.5". The desk's own labels hold no quotation marks.
std::string label_of(const std::string& series, const std::string& label) {
  const std::string start = label + "=\"";
  const auto found = series.find(start);
  if (found == std::string::npos) return {};
  const auto begin = found + start.size();
  return series.substr(begin, series.find('"', begin) - begin);
}

}  // namespace

flows::Result<Readings> Readings::parse(std::string_view text) {
  Readings readings;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const auto space = line.rfind(' ');
    char* rest = nullptr;
    const double value = space == std::string::npos ? 0 : std::strtod(line.c_str() + space + 1, &rest);
    if (rest == nullptr || rest == line.c_str() + space + 1 || *rest != '\0') {
      return flows::fail(flows::Errc::Invalid, "this is no line of metrics: " + line);
    }
    readings.series_.emplace(line.substr(0, space), value);
  }
  return readings;
}

double Readings::value(const std::string& series) const {
  const auto found = series_.find(series);
  return found == series_.end() ? 0 : found->second;
}

std::map<std::string, double> Readings::by_label(const std::string& name, const std::string& label) const {
  std::map<std::string, double> found;
  for (const auto& [series, value] : series_) {
    if (name_of(series) == name) found[label_of(series, label)] += value;
  }
  return found;
}

double Readings::sum(const std::string& name) const {
  double total = 0;
  for (const auto& [series, value] : series_) total += name_of(series) == name ? value : 0;
  return total;
}

double Readings::quantile(const std::string& histogram, double share, const Readings& before) const {
  std::map<double, double> up_to;
  for (const auto& [bound, count] : by_label(histogram + "_bucket", "le")) {
    const double earlier = before.value(fmt::format("{}_bucket{{le=\"{}\"}}", histogram, bound));
    up_to[std::strtod(bound.c_str(), nullptr)] = count - earlier;
  }
  if (up_to.empty() || up_to.rbegin()->second <= 0) return 0;
  const double wanted = share * up_to.rbegin()->second;
  for (const auto& [bound, count] : up_to) {
    if (count >= wanted) return bound;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace sportello::bot
