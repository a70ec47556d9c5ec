/// What the API asks of the desk about how good the service was: tasks that somebody has looked at, sample calls.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/time.h"

namespace sportello::webhooks {

struct SampleDraw {
  flows::BusinessId business;
  flows::Date from{};
  flows::Date to{};             ///< included
  std::optional<int> percent;   ///< instead of the business's own
  std::int64_t seed = 0;
  std::string who;
};

struct SampleOutcome {
  std::int64_t call = 0;
  std::string outcome;  ///< satisfied, unsatisfied, unreachable, declined
  std::string note;
  std::string who;
};

/// As DeskPort: callbacks run on the desk's threads after the commit; false when too much waits, and none is called.
class QualityPort {
 public:
  virtual ~QualityPort() = default;
  /// NotFound; Conflict when somebody has done it already.
  virtual bool finish_task(std::int64_t id, std::string who, std::string note,
                           std::function<void(flows::Result<void>)> done) = 0;
  /// The sample's id. Drawn once: the same arguments give the same sample. Invalid for an unknown business.
  virtual bool draw_sample(SampleDraw draw, std::function<void(flows::Result<std::int64_t>)> done) = 0;
  /// NotFound. A later outcome replaces an earlier one.
  virtual bool record_sample_call(SampleOutcome outcome, std::function<void(flows::Result<void>)> done) = 0;
};

}  // namespace sportello::webhooks
