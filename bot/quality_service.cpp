#include "bot/quality_service.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "bot/submission.h"
#include "flows/core/json.h"
#include "flows/ticket/sample.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;

}  // namespace

Result<std::int64_t> draw_sample(storage::Store& store, const Desk& desk, const webhooks::SampleDraw& draw,
                                 flows::Instant now) {
  const flows::Business* business = desk.business_of(draw.business);
  if (business == nullptr) return fail(Errc::Invalid, "there is no business '" + draw.business.value + "'");
  const flows::Policies& policies = business->policies;
  storage::SampleRow sample{0, draw.business, draw.from, draw.to, draw.percent.value_or(policies.sample_calls_percent),
                            draw.seed, 0, now, draw.who};
  if (const auto drawn = store.samples().find_drawn(sample)) return drawn->id;
  const flows::Zone& zone = business->calendar.zone;
  const auto closed = store.samples().candidates(
      draw.business, zone.to_instant(draw.from, 0), zone.to_instant(flows::plus_days(draw.to, 1), 0),
      now - std::chrono::hours{24 * policies.sample_calls_days_between});
  std::vector<flows::SampleCandidate> candidates;
  candidates.reserve(closed.size());
  for (const storage::ClosedTicket& ticket : closed) candidates.push_back({ticket.ticket, ticket.person});
  sample.candidates = static_cast<int>(candidates.size());
  sample.id = store.samples().create(sample);
  for (const auto& drawn : flows::draw_sample(std::move(candidates), sample.percent,
                                              static_cast<std::uint64_t>(sample.seed))) {
    store.samples().add_call({0, sample.id, drawn.ticket, drawn.person, now, {}, {}, std::nullopt, {}});
  }
  return sample.id;
}

QualityService::QualityService(storage::CommitLoop& commits, Clock& clock, Desk& desk,
                               std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), desk_(desk), publish_(std::move(publish)) {}

bool QualityService::finish_task(std::int64_t id, std::string who, std::string note,
                                 std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, id, who = std::move(who), note = std::move(note)](storage::Store& store,
                                                               Afterwards& after) -> Result<void> {
        auto task = store.tasks().find(id);
        const auto ticket = task ? store.tickets().find(task->ticket) : std::nullopt;
        if (!ticket) return fail(Errc::NotFound, "there is no such task");
        if (task->done_at) {
          return fail(Errc::Conflict, task->done_by + " has done this task already",
                      {"task_done", {{"operator", task->done_by}}});
        }
        task->done_at = clock_.now();
        task->done_by = who;
        task->note = note;
        store.tasks().update(*task);
        store.tickets().add_event({0, ticket->id, *task->done_at, who, "task_done",
                                   flows::print_json({{"task", task->kind}, {"note", note}})});
        after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, ticket->conversation});
        after.news.push_back({webhooks::DeskNews::Kind::DeskChanged, {}, {}});
        return {};
      },
      std::move(done));
}

bool QualityService::draw_sample(webhooks::SampleDraw draw, std::function<void(Result<std::int64_t>)> done) {
  return submit<std::int64_t>(
      commits_, publish_,
      [this, draw = std::move(draw)](storage::Store& store, Afterwards&) {
        return bot::draw_sample(store, desk_, draw, clock_.now());
      },
      std::move(done));
}

bool QualityService::record_sample_call(webhooks::SampleOutcome outcome, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, outcome = std::move(outcome)](storage::Store& store, Afterwards& after) -> Result<void> {
        auto call = store.samples().find_call(outcome.call);
        const auto ticket = call ? store.tickets().find(call->ticket) : std::nullopt;
        if (!ticket) return fail(Errc::NotFound, "there is no such call");
        call->outcome = outcome.outcome;
        call->note = outcome.note;
        call->called_at = clock_.now();
        call->called_by = outcome.who;
        store.samples().update_call(*call);
        store.tickets().add_event({0, ticket->id, *call->called_at, outcome.who, "sample_call",
                                   flows::print_json({{"outcome", outcome.outcome}, {"note", outcome.note}})});
        after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, ticket->conversation});
        return {};
      },
      std::move(done));
}

bool QualityService::give_feedback(std::string token, FeedbackGiven given, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, token = std::move(token), given = std::move(given)](storage::Store& store, Afterwards& after) {
        return take_feedback(store, desk_, token, given, clock_.now(), after);
      },
      std::move(done));
}

}  // namespace sportello::bot
