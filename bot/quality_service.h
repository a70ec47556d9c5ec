/// Surveys answered on their page, tasks and sample calls: the API's and the page's way into the commit loop.
#pragma once

#include <functional>
#include <string>

#include "bot/clock.h"
#include "bot/closure_desk.h"
#include "bot/desk.h"
#include "storage/commit_loop.h"
#include "webhooks/console/quality_port.h"

namespace sportello::bot {

class QualityService : public webhooks::QualityPort {
 public:
  QualityService(storage::CommitLoop& commits, Clock& clock, Desk& desk, std::function<void(Afterwards)> publish);

  bool finish_task(std::int64_t id, std::string who, std::string note,
                   std::function<void(flows::Result<void>)> done) override;
  bool draw_sample(webhooks::SampleDraw draw, std::function<void(flows::Result<std::int64_t>)> done) override;
  bool record_sample_call(webhooks::SampleOutcome outcome, std::function<void(flows::Result<void>)> done) override;
  /// As take_feedback promises; Unavailable when it could not be stored.
  bool give_feedback(std::string token, FeedbackGiven given, std::function<void(flows::Result<void>)> done);

 private:
  storage::CommitLoop& commits_;
  Clock& clock_;
  Desk& desk_;
  std::function<void(Afterwards)> publish_;
};

/// Draws and keeps a sample; one that was drawn with the same arguments is given back. Invalid for an unknown business.
flows::Result<std::int64_t> draw_sample(storage::Store& store, const Desk& desk, const webhooks::SampleDraw& draw,
                                        flows::Instant now);

}  // namespace sportello::bot
