#include "bot/health.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <nlohmann/json.hpp>

#include "flows/core/json.h"

namespace sportello::bot {

using nlohmann::json;
using webhooks::Response;

/// The list is documented in docs/operations.md.
struct Health::Metrics {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Gauge>& outbox = prometheus::BuildGauge()
                                                      .Name("sportello_outbox_messages")
                                                      .Help("Outgoing messages that need a look")
                                                      .Register(registry);
  prometheus::Gauge& queued = outbox.Add({{"state", "queued"}});
  prometheus::Gauge& in_flight = outbox.Add({{"state", "in_flight"}});
  prometheus::Gauge& uncertain = outbox.Add({{"state", "uncertain"}});
  prometheus::Gauge& failed = outbox.Add({{"state", "failed"}});
  prometheus::Gauge& parked = prometheus::BuildGauge()
                                  .Name("sportello_events_parked")
                                  .Help("Updates whose handling failed, kept for replay")
                                  .Register(registry)
                                  .Add({});
  prometheus::Gauge& tasks = prometheus::BuildGauge()
                                 .Name("sportello_tasks_open")
                                 .Help("Low scores and late acknowledgements that nobody has looked at")
                                 .Register(registry)
                                 .Add({});
  prometheus::Family<prometheus::Gauge>& acknowledgements =
      prometheus::BuildGauge()
          .Name("sportello_acknowledgements")
          .Help("Acknowledgements that had not left when the alarm rang, and those that broke the promise; ever")
          .Register(registry);
  prometheus::Gauge& late = acknowledgements.Add({{"state", "late"}});
  prometheus::Gauge& broken = acknowledgements.Add({{"state", "broken"}});
  prometheus::Gauge& channel_up = prometheus::BuildGauge()
                                      .Name("sportello_channel_up")
                                      .Help("1 while WhatsApp takes what the desk sends")
                                      .Register(registry)
                                      .Add({});
  prometheus::Family<prometheus::Gauge>& seen = prometheus::BuildGauge()
                                                    .Name("sportello_channel_last_seconds")
                                                    .Help("Unix time of the last signed webhook and of the last message that "
                                                          "WhatsApp took, since the start; 0: none")
                                                    .Register(registry);
  prometheus::Gauge& last_webhook = seen.Add({{"what", "webhook"}});
  prometheus::Gauge& last_sent = seen.Add({{"what", "sent"}});
  prometheus::Gauge& concerns = prometheus::BuildGauge()
                                    .Name("sportello_channel_concerns")
                                    .Help("What somebody should do about the channel: /readyz says what")
                                    .Register(registry)
                                    .Add({});
  prometheus::Counter& received = prometheus::BuildCounter()
                                      .Name("sportello_updates_received_total")
                                      .Help("Updates in signed webhooks")
                                      .Register(registry)
                                      .Add({});
  prometheus::Counter& refused = prometheus::BuildCounter()
                                     .Name("sportello_webhooks_refused_total")
                                     .Help("Webhooks that were not stored: unsigned, malformed, or the disk refused")
                                     .Register(registry)
                                     .Add({});
  prometheus::Counter& commits = prometheus::BuildCounter()
                                     .Name("sportello_commits_total")
                                     .Help("Transactions that were made durable")
                                     .Register(registry)
                                     .Add({});
  prometheus::Counter& failed_commits = prometheus::BuildCounter()
                                            .Name("sportello_commits_failed_total")
                                            .Help("Transactions that could not be stored")
                                            .Register(registry)
                                            .Add({});
  prometheus::Histogram& commit_seconds =
      prometheus::BuildHistogram()
          .Name("sportello_commit_seconds")
          .Help("Time of a transaction, commit included")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2});

  void show(const ChannelEvidence& channel) {
    const auto seconds = [](const std::optional<flows::Instant>& at) {
      return at ? static_cast<double>(at->time_since_epoch().count()) / 1'000 : 0.0;
    };
    last_webhook.Set(seconds(channel.last_webhook));
    last_sent.Set(seconds(channel.last_sent));
    concerns.Set(static_cast<double>(channel.concerns.size()));
  }

  void show(const storage::DeskCounts& counts) {
    queued.Set(static_cast<double>(counts.outbox_queued));
    in_flight.Set(static_cast<double>(counts.outbox_in_flight));
    uncertain.Set(static_cast<double>(counts.outbox_uncertain));
    failed.Set(static_cast<double>(counts.outbox_failed));
    parked.Set(static_cast<double>(counts.events_parked));
    tasks.Set(static_cast<double>(counts.tasks_open));
    late.Set(static_cast<double>(counts.acknowledgements_late));
    broken.Set(static_cast<double>(counts.acknowledgements_broken));
  }
};

Health::Health(HealthOptions options)
    : options_(std::move(options)), metrics_(std::make_unique<Metrics>()), readers_(options_.open_reader, 1, 16) {}

Health::~Health() = default;

void Health::count_update(std::size_t updates) {
  metrics_->received.Increment(static_cast<double>(updates));
}
void Health::count_refusal() {
  metrics_->refused.Increment();
}

void Health::count_commit(const storage::CommitStats& stats) {
  storing_ = stats.committed;
  (stats.committed ? metrics_->commits : metrics_->failed_commits).Increment();
  metrics_->commit_seconds.Observe(std::chrono::duration<double>(stats.took).count());
}

Response Health::ready_reply(const storage::DeskCounts& counts) const {
  const auto trouble = options_.trouble();
  const bool ready = ready_ && storing_;
  json detail{
      {"ready", ready},
      {"storage", storing_ ? "ok" : "cannot store: is the disk full, or the database locked?"},
      {"channel", {{"up", !trouble.has_value()}}},
      {"outbox",
       {{"queued", counts.outbox_queued}, {"uncertain", counts.outbox_uncertain}, {"failed", counts.outbox_failed}}},
      {"parked", counts.events_parked}};
  const ChannelEvidence evidence = options_.channel();
  const auto time = [](const std::optional<flows::Instant>& at) { return at ? json(flows::iso_utc(*at)) : json(); };
  detail["channel"]["last_webhook"] = time(evidence.last_webhook);
  detail["channel"]["last_sent"] = time(evidence.last_sent);
  detail["channel"]["concerns"] = json::array();
  for (const ChannelConcern& each : evidence.concerns) {
    detail["channel"]["concerns"].push_back({{"id", each.id},
                                             {"problem", {{"it", each.problem.it}, {"en", each.problem.en}}},
                                             {"remedy", {{"it", each.remedy.it}, {"en", each.remedy.en}}}});
  }
  if (trouble) {
    detail["channel"].update({{"code", trouble->code},
                              {"problem", trouble->text},
                              {"remedy", {{"it", trouble->remedy_it}, {"en", trouble->remedy_en}}},
                              {"since", flows::iso_utc(trouble->since)}});
  }
  return Response::json(flows::print_json(detail), ready ? 200 : 503);
}

void Health::mount(webhooks::Router& router) {
  using webhooks::Method;
  using webhooks::Replier;
  using webhooks::Request;
  router.add(Method::Get, "/healthz",
             [](const Request&, const Replier& replier) { replier.send(Response::json(R"({"alive":true})")); });
  const auto read = [this](const Replier& replier, std::function<Response(storage::Reader&)> answer) {
    webhooks::ReaderPool::Job job;
    job.run = [replier, answer = std::move(answer)](storage::Reader& reader) { replier.send(answer(reader)); };
    job.failed = [replier](const flows::Error& fault) {
      replier.send(Response::problem(503, "The database cannot be read", fault.text));
    };
    if (!readers_.submit(std::move(job))) replier.send(Response::problem(503, "Too many requests wait"));
  };
  router.add(Method::Get, "/readyz", [this, read](const Request&, const Replier& replier) {
    read(replier, [this](storage::Reader& reader) { return ready_reply(reader.counts()); });
  });
  router.add(Method::Get, "/metrics", [this, read](const Request& request, const Replier& replier) {
    if (!request.remote.starts_with("127.")) {
      replier.send(Response::problem(404, "Not found"));
      return;
    }
    read(replier, [this](storage::Reader& reader) {
      metrics_->show(reader.counts());
      metrics_->channel_up.Set(options_.trouble() ? 0 : 1);
      metrics_->show(options_.channel());
      Response response = Response::text(prometheus::TextSerializer().Serialize(metrics_->registry.Collect()));
      response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      return response;
    });
  });
}

}  // namespace sportello::bot
