/// What /metrics said at one moment, read back from Prometheus' text format.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace sportello::bot {

class Readings {
 public:
  /// Invalid, with the line, for what is not the text format.
  static flows::Result<Readings> parse(std::string_view text);

  /// A series as it is written: "sportello_channel_up", `sportello_tickets{status="taken"}`. 0 when it is not there.
  double value(const std::string& series) const;
  /// All series of a name together.
  double sum(const std::string& name) const;
  /// The series of a name by the value of a label, those with the same value together.
  std::map<std::string, double> by_label(const std::string& name, const std::string& label) const;
  /// The bound of the histogram's bucket that holds this share of what was observed since `before`, e.g. 0.99; 0 when
  /// nothing was, infinity for the last bucket.
  double quantile(const std::string& histogram, double share, const Readings& before) const;

 private:
  std::map<std::string, double> series_;
};

}  // namespace sportello::bot
