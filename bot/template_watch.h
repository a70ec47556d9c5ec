/// Asks Meta how the templates of the configured numbers are: at the start, and from time to time, in case a webhook
/// was missed. On a thread of its own; writes through the commit loop.
#pragma once

#include <functional>
#include <thread>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/sender.h"
#include "bot/wakeup.h"
#include "storage/commit_loop.h"
#include "webhooks/whatsapp/template_api.h"

namespace sportello::bot {

/// The row the desk keeps of it.
storage::TemplateRow row_of(const flows::BusinessId& business, const webhooks::RemoteTemplate& remote,
                            flows::Instant now);

class TemplateWatch {
 public:
  /// `failed` hears why Meta could not be asked.
  TemplateWatch(storage::CommitLoop& commits, Clock& clock, const Numbers& numbers, flows::Secret token,
                GraphClients clients, std::function<void(const std::string&)> failed);
  ~TemplateWatch();
  TemplateWatch(const TemplateWatch&) = delete;
  TemplateWatch& operator=(const TemplateWatch&) = delete;

  void start();
  void stop();

 private:
  flows::Result<void> look(webhooks::GraphClient& graph);

  storage::CommitLoop& commits_;
  Clock& clock_;
  const Numbers& numbers_;
  flows::Secret token_;
  GraphClients clients_;
  std::function<void(const std::string&)> failed_;
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
