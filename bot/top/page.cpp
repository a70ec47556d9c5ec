#include "bot/top/page.h"

#include <fmt/format.h>

#include <cmath>

namespace sportello::bot {
namespace {

std::string span(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86'400);
}

std::string bytes(double size) {
  if (size < 1e6) return fmt::format("{:.0f} kB", size / 1e3);
  return size < 1e9 ? fmt::format("{:.0f} MB", size / 1e6) : fmt::format("{:.1f} GB", size / 1e9);
}

std::string latency(double seconds) {
  if (seconds == 0) return "-";
  return std::isinf(seconds) ? "very long" : fmt::format("{:g} ms", seconds * 1e3);
}

class Page {
 public:
  Page(const Readings& before, const Readings& now, double apart) : before_(before), now_(now), apart_(apart) {}

  std::string text(double unix_time) {
    row("Sportello", version() + "up for " + span(unix_time - now_.value("process_start_time_seconds")));
    row("WhatsApp", now_.value("sportello_channel_up") > 0 ? "takes what is sent"
                                                           : "DOWN: nothing is sent, see /readyz or the doctor");
    traffic();
    row("Outbox", fmt::format("{:g} wait (oldest {}), {:g} in flight, {:g} uncertain, {:g} failed", outbox("queued"),
                              span(now_.value("sportello_outbox_oldest_seconds")), outbox("in_flight"),
                              outbox("uncertain"), outbox("failed")));
    row("Mail", fmt::format("{:g} wait, {:g} failed", now_.value("sportello_mail_messages{state=\"queued\"}"),
                            now_.value("sportello_mail_messages{state=\"failed\"}")));
    tickets();
    row("To look at", fmt::format("{:g} parked, {:g} tasks, {:g} calls, {:g} promises broken",
                                  now_.value("sportello_events_parked"), now_.value("sportello_tasks_open"),
                                  now_.value("sportello_calls_open"),
                                  now_.value("sportello_acknowledgements{state=\"broken\"}")));
    row("Deadlines", now_.value("sportello_timers_late_seconds") < 60
                         ? "in time"
                         : "LATE by " + span(now_.value("sportello_timers_late_seconds")));
    machine(unix_time);
    return text_;
  }

 private:
  void row(const std::string& label, const std::string& what) { text_ += fmt::format("{:<12}{}\n", label, what); }

  std::string version() const {
    const auto found = now_.by_label("sportello_build_info", "version");
    return found.empty() ? std::string() : found.begin()->first + ", ";
  }

  double outbox(const char* state) const {
    return now_.value(fmt::format("sportello_outbox_messages{{state=\"{}\"}}", state));
  }

  std::string rate(const char* name) const {
    return apart_ > 0 ? fmt::format("{:.1f}/s", (now_.sum(name) - before_.sum(name)) / apart_)
                      : fmt::format("{:g} so far", now_.sum(name));
  }

  void traffic() {
    row("In", fmt::format("{} updates, {} turns, {} refused", rate("sportello_updates_received_total"),
                          rate("sportello_turns_total"), rate("sportello_webhooks_refused_total")));
    std::string sends = rate("sportello_sends_total");
    for (const auto& [outcome, count] : now_.by_label("sportello_sends_total", "outcome")) {
      if (outcome != "accepted") sends += fmt::format(", {:g} {} since the start", count, outcome);
    }
    row("Out", sends);
    const Readings none;
    const Readings& since = apart_ > 0 ? before_ : none;
    row("Answers", fmt::format("webhook {} (99 of 100), commit {}, send {}",
                               latency(now_.quantile("sportello_webhook_seconds", 0.99, since)),
                               latency(now_.quantile("sportello_commit_seconds", 0.99, since)),
                               latency(now_.quantile("sportello_send_seconds", 0.99, since))));
  }

  void tickets() {
    std::string list;
    for (const auto& [status, count] : now_.by_label("sportello_tickets", "status")) {
      if (count > 0) list += fmt::format("{}{:g} {}", list.empty() ? "" : ", ", count, status);
    }
    row("Tickets", list.empty() ? "none open" : list);
  }

  void machine(double unix_time) {
    row("Machine", fmt::format("{} memory, {:g} of {:g} descriptors, {:g} requests, {:g} consoles",
                               bytes(now_.value("process_resident_memory_bytes")), now_.value("process_open_fds"),
                               now_.value("process_max_fds"), now_.value("sportello_http_requests_open"),
                               now_.value("sportello_live_clients")));
    const double backup = now_.value("sportello_backup_newest_timestamp_seconds");
    row("Disk", fmt::format("database {}, {} free, newest backup {}", bytes(now_.value("sportello_database_bytes")),
                            bytes(now_.value("sportello_disk_free_bytes")),
                            backup == 0 ? "NEVER" : span(unix_time - backup) + " ago"));
  }

  const Readings& before_;
  const Readings& now_;
  double apart_;
  std::string text_;
};

}  // namespace

std::string top_page(const Readings& before, const Readings& now, std::chrono::duration<double> apart,
                     std::chrono::duration<double> unix_time) {
  return Page(before, now, apart.count()).text(unix_time.count());
}

}  // namespace sportello::bot
