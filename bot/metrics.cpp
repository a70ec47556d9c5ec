#include "bot/metrics.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

#include "bot/process_figures.h"

namespace sportello::bot {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries kCommitSeconds{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2};
const Histogram::BucketBoundaries kCommitBatch{1, 2, 5, 10, 20, 50, 100, 200};
const Histogram::BucketBoundaries kWebhookSeconds{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10};
const Histogram::BucketBoundaries kSendSeconds{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};

std::string name_of_way(webhooks::Way way) {
  switch (way) {
    case webhooks::Way::None:
      return "none";
    case webhooks::Way::WhatsApp:
      return "message";
    case webhooks::Way::Template:
      return "template";
    case webhooks::Way::Mail:
      return "mail";
    case webhooks::Way::Call:
      return "call";
  }
  return {};
}

double number(std::integral auto value) {
  return static_cast<double>(value);
}

double unix_seconds(flows::Instant at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

/// How long ago, never less than nothing.
double age(const std::optional<flows::Instant>& since, flows::Instant now) {
  return since ? std::max(0.0, std::chrono::duration<double>(now - *since).count()) : 0;
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;

  Family<Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  Family<Gauge>& gauges(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  }
  Histogram& histogram(const char* name, const char* help, const Histogram::BucketBoundaries& bounds) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, bounds);
  }

  // What happened.
  Counter& received = counters("sportello_updates_received_total", "Updates in signed webhooks").Add({});
  Counter& duplicates = counters("sportello_updates_duplicate_total", "Updates that had been stored before").Add({});
  Counter& turns = counters("sportello_turns_total", "Messages of customers that were handled").Add({});
  Family<Counter>& answers = counters("sportello_answers_total", "Messages to customers, by the way they take");
  Counter& refused =
      counters("sportello_webhooks_refused_total", "Webhooks not stored: unsigned, malformed, or the disk refused")
          .Add({});
  Counter& commits = counters("sportello_commits_total", "Transactions that were made durable").Add({});
  Counter& failed_commits =
      counters("sportello_commits_failed_total", "Transactions that could not be stored").Add({});
  Histogram& commit_seconds =
      histogram("sportello_commit_seconds", "Time of a transaction, commit included", kCommitSeconds);
  Histogram& commit_batch = histogram("sportello_commit_batch", "Units of work in a transaction", kCommitBatch);
  Family<Counter>& sends = counters("sportello_sends_total", "Attempts to send, by outcome and Meta's error code");
  Histogram& send_seconds = histogram("sportello_send_seconds", "Time of an attempt to send", kSendSeconds);
  Histogram& webhook_seconds =
      histogram("sportello_webhook_seconds", "From the head of a webhook to its answer", kWebhookSeconds);
  Family<Counter>& replies = counters("sportello_http_replies_total", "Answers of the HTTP server, by class");

  // What is.
  Family<Gauge>& outbox = gauges("sportello_outbox_messages", "Outgoing messages by state");
  Gauge& outbox_age = gauges("sportello_outbox_oldest_seconds", "Age of the oldest message that waits").Add({});
  Gauge& parked = gauges("sportello_events_parked", "Updates whose handling failed, kept for replay").Add({});
  Gauge& channel_up = gauges("sportello_channel_up", "1 while WhatsApp takes what the desk sends").Add({});
  Family<Gauge>& seen = gauges("sportello_channel_last_seconds",
                              "Unix time of the last signed webhook and of the last message that WhatsApp took; 0: none");
  Gauge& concerns =
      gauges("sportello_channel_concerns", "What somebody should do about the channel: /readyz says what").Add({});
  Family<Gauge>& tickets = gauges("sportello_tickets", "Tickets that are not closed, by status");
  Gauge& tasks = gauges("sportello_tasks_open", "Low scores and late acknowledgements nobody has looked at").Add({});
  Gauge& calls = gauges("sportello_calls_open", "Customers to be told by telephone").Add({});
  Family<Gauge>& acknowledgements =
      gauges("sportello_acknowledgements", "Acknowledgements late at the alarm, and promises broken; ever");
  Gauge& timers_late = gauges("sportello_timers_late_seconds", "How late the next deadline is").Add({});
  Family<Gauge>& mails = gauges("sportello_mail_messages", "Mails by state");
  Gauge& requests = gauges("sportello_http_requests_open", "Requests without an answer yet").Add({});
  Gauge& live_clients = gauges("sportello_live_clients", "Consoles that follow live (server-sent events)").Add({});
  Gauge& database_bytes = gauges("sportello_database_bytes", "Size of the database file").Add({});
  Gauge& disk_free = gauges("sportello_disk_free_bytes", "Room left beside the database").Add({});
  Gauge& newest_backup =
      gauges("sportello_backup_newest_timestamp_seconds", "When the newest backup was made; 0: never").Add({});
  Gauge& started = gauges("process_start_time_seconds", "When the process started").Add({});
  Gauge& memory = gauges("process_resident_memory_bytes", "Memory in use").Add({});
  Gauge& descriptors = gauges("process_open_fds", "Open file descriptors").Add({});
  Gauge& most_descriptors = gauges("process_max_fds", "Most file descriptors that may be open").Add({});

  void show(const storage::DeskCounts& counts, const Gauges& now_is, flows::Instant now) {
    outbox.Add({{"state", "queued"}}).Set(number(counts.outbox_queued));
    outbox.Add({{"state", "in_flight"}}).Set(number(counts.outbox_in_flight));
    outbox.Add({{"state", "uncertain"}}).Set(number(counts.outbox_uncertain));
    outbox.Add({{"state", "failed"}}).Set(number(counts.outbox_failed));
    outbox_age.Set(age(counts.oldest_queued, now));
    parked.Set(number(counts.events_parked));
    channel_up.Set(now_is.channel_up ? 1 : 0);
    seen.Add({{"what", "webhook"}}).Set(now_is.last_webhook ? unix_seconds(*now_is.last_webhook) : 0);
    seen.Add({{"what", "sent"}}).Set(now_is.last_sent ? unix_seconds(*now_is.last_sent) : 0);
    concerns.Set(number(now_is.channel_concerns));
    for (const auto& [status, count] : counts.tickets_open) tickets.Add({{"status", status}}).Set(number(count));
    tasks.Set(number(counts.tasks_open));
    calls.Set(number(counts.callbacks));
    acknowledgements.Add({{"state", "late"}}).Set(number(counts.acknowledgements_late));
    acknowledgements.Add({{"state", "broken"}}).Set(number(counts.acknowledgements_broken));
    timers_late.Set(age(counts.next_timer, now));
    mails.Add({{"state", "queued"}}).Set(number(counts.mails_queued));
    mails.Add({{"state", "failed"}}).Set(number(counts.mails_failed));
    requests.Set(number(now_is.requests_open));
    live_clients.Set(number(now_is.live_clients));
    database_bytes.Set(number(now_is.database_bytes));
    disk_free.Set(number(now_is.disk_free_bytes));
    newest_backup.Set(now_is.newest_backup ? unix_seconds(*now_is.newest_backup) : 0);
    const ProcessFigures process = read_process_figures();
    memory.Set(number(process.resident_bytes));
    descriptors.Set(number(process.open_descriptors));
    most_descriptors.Set(number(process.most_descriptors));
  }
};

Metrics::Metrics(const std::string& version, int schema) : families_(std::make_unique<Families>()) {
  families_->gauges("sportello_build_info", "1; the program's version and the schema it knows")
      .Add({{"version", version}, {"schema", std::to_string(schema)}})
      .Set(1);
  families_->started.Set(std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
}

Metrics::~Metrics() = default;

void Metrics::count_updates(std::size_t updates) {
  families_->received.Increment(number(updates));
}

void Metrics::count_refused_webhook() {
  families_->refused.Increment();
}

void Metrics::count_commit(const storage::CommitStats& stats) {
  (stats.committed ? families_->commits : families_->failed_commits).Increment();
  families_->commit_seconds.Observe(std::chrono::duration<double>(stats.took).count());
  families_->commit_batch.Observe(number(stats.batch));
}

void Metrics::count_done(const Tally& tally) {
  if (tally.duplicates > 0) families_->duplicates.Increment(number(tally.duplicates));
  if (tally.turns > 0) families_->turns.Increment(number(tally.turns));
  for (const webhooks::Way way : tally.ways) families_->answers.Add({{"way", name_of_way(way)}}).Increment();
}

void Metrics::count_send(const SendReport& report) {
  const std::string code = report.code == 0 ? "" : std::to_string(report.code);
  families_->sends.Add({{"outcome", std::string(report.outcome)}, {"code", code}}).Increment();
  families_->send_seconds.Observe(std::chrono::duration<double>(report.took).count());
}

void Metrics::count_reply(const webhooks::LogLine& line) {
  families_->replies.Add({{"class", fmt::format("{}xx", line.status / 100)}}).Increment();
  if (line.method == "POST" && line.route == "/webhooks/whatsapp") {
    families_->webhook_seconds.Observe(std::chrono::duration<double>(line.took).count());
  }
}

std::string Metrics::print(const storage::DeskCounts& counts, const Gauges& gauges, flows::Instant now) {
  families_->show(counts, gauges, now);
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace sportello::bot
