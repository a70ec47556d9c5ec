#include "bot/template_watch.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace sportello::bot {
namespace {

constexpr std::chrono::hours kLookAtTemplatesEvery{6};
constexpr std::chrono::minutes kAfterAFailure{5};

}  // namespace

storage::TemplateRow row_of(const flows::BusinessId& business, const webhooks::RemoteTemplate& remote,
                            flows::Instant now) {
  return {business,        remote.name,    remote.language, remote.id, remote.status,
          remote.category, remote.quality, remote.reason,   now};
}

TemplateWatch::TemplateWatch(storage::CommitLoop& commits, Clock& clock, const Numbers& numbers, flows::Secret token,
                             GraphClients clients, std::function<void(const std::string&)> failed)
    : commits_(commits),
      clock_(clock),
      numbers_(numbers),
      token_(std::move(token)),
      clients_(std::move(clients)),
      failed_(std::move(failed)) {}

TemplateWatch::~TemplateWatch() {
  stop();
}

void TemplateWatch::start() {
  const bool any = std::any_of(numbers_.begin(), numbers_.end(),
                               [](const auto& number) { return !number.second->templates.empty(); });
  if (!any) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    const auto graph = clients_();
    while (!stop.stop_requested()) {
      const auto done = look(*graph);
      if (!done) failed_(done.error().text);
      wakeup_.wait(stop,
                   done ? std::chrono::milliseconds(kLookAtTemplatesEvery) : std::chrono::milliseconds(kAfterAFailure));
    }
  });
}

void TemplateWatch::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

flows::Result<void> TemplateWatch::look(webhooks::GraphClient& graph) {
  std::vector<storage::TemplateRow> rows;
  for (const auto& [number, business] : numbers_) {
    if (business->templates.empty()) continue;
    const auto account = account_of(graph, token_, number);
    if (!account) return account.error();
    const auto remote = fetch_templates(graph, *account);
    if (!remote) return remote.error();
    for (const auto& change : compare_templates(*business, *remote)) {
      if (!change.remote.name.empty()) rows.push_back(row_of(business->id, change.remote, clock_.now()));
    }
  }
  static_cast<void>(commits_.run_and_wait([&rows](storage::Store& store) {
    for (const storage::TemplateRow& row : rows) store.templates().put(row);
  }));
  return {};
}

}  // namespace sportello::bot
