#include "tests/support/stage_quality.h"

namespace sportello::test {

using namespace flows;

bool StageQuality::finish_task(std::int64_t id, std::string who, std::string note,
                               std::function<void(Result<void>)> done) {
  Result<void> result;
  store_.begin();
  auto task = store_.tasks().find(id);
  if (!task) {
    result = fail(Errc::NotFound, "there is no such task");
  } else if (task->done_at) {
    result = fail(Errc::Conflict, "done already");
  } else {
    task->done_at = now_;
    task->done_by = std::move(who);
    task->note = std::move(note);
    store_.tasks().update(*task);
  }
  store_.commit();
  done(result);
  return true;
}

bool StageQuality::draw_sample(webhooks::SampleDraw draw, std::function<void(Result<std::int64_t>)> done) {
  storage::SampleRow sample{0, draw.business, draw.from, draw.to, draw.percent.value_or(5), draw.seed, 0, now_, draw.who};
  store_.begin();
  const auto closed = store_.samples().candidates(draw.business, Instant{}, now_, now_);
  sample.candidates = static_cast<int>(closed.size());
  sample.id = store_.samples().create(sample);
  for (const auto& ticket : closed) {
    store_.samples().add_call({0, sample.id, ticket.ticket, ticket.person, now_, {}, {}, std::nullopt, {}});
  }
  store_.commit();
  done(sample.id);
  return true;
}

bool StageQuality::record_sample_call(webhooks::SampleOutcome outcome, std::function<void(Result<void>)> done) {
  Result<void> result;
  store_.begin();
  auto call = store_.samples().find_call(outcome.call);
  if (call) {
    call->outcome = outcome.outcome;
    call->note = outcome.note;
    call->called_at = now_;
    call->called_by = outcome.who;
    store_.samples().update_call(*call);
  } else {
    result = fail(Errc::NotFound, "there is no such call");
  }
  store_.commit();
  done(result);
  return true;
}

}  // namespace sportello::test
