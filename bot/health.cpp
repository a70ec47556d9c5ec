#include "bot/health.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "bot/backup/backup.h"
#include "flows/core/json.h"
#include "storage/snapshot.h"

namespace sportello::bot {

using nlohmann::json;
using webhooks::Response;

Health::Health(HealthOptions options)
    : options_(std::move(options)),
      metrics_(options_.version, storage::known_schema()),
      readers_(options_.open_reader, 1, 16) {}

void Health::count_commit(const storage::CommitStats& stats) {
  storing_ = stats.storing;
  metrics_.count_commit(stats);
}

Gauges Health::gauges() const {
  Gauges gauges = options_.server ? options_.server() : Gauges{};
  gauges.channel_up = !options_.trouble();
  const ChannelEvidence evidence = options_.channel();
  gauges.last_webhook = evidence.last_webhook;
  gauges.last_sent = evidence.last_sent;
  gauges.channel_concerns = evidence.concerns.size();
  if (!options_.storage_url.starts_with("sqlite:")) return gauges;
  const std::filesystem::path file = storage::database_file(options_.storage_url);
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  if (!none) gauges.database_bytes = size;
  const auto space = std::filesystem::space(file.parent_path(), none);
  if (!none) gauges.disk_free_bytes = space.available;
  gauges.newest_backup = newest_backup(file);
  return gauges;
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
      Response response = Response::text(metrics_.print(reader.counts(), gauges(), options_.now()));
      response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      return response;
    });
  });
}

}  // namespace sportello::bot
