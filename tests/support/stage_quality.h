/// A QualityPort for tests of the console that writes through the store at once.
#pragma once

#include "storage/store.h"
#include "webhooks/console/quality_port.h"

namespace sportello::test {

class StageQuality : public webhooks::QualityPort {
 public:
  StageQuality(storage::Store& store, flows::Instant now) : store_(store), now_(now) {}

  bool finish_task(std::int64_t id, std::string who, std::string note,
                   std::function<void(flows::Result<void>)> done) override;
  /// Every closed ticket, in no particular order.
  bool draw_sample(webhooks::SampleDraw draw, std::function<void(flows::Result<std::int64_t>)> done) override;
  bool record_sample_call(webhooks::SampleOutcome outcome, std::function<void(flows::Result<void>)> done) override;

 private:
  storage::Store& store_;
  flows::Instant now_;
};

}  // namespace sportello::test
