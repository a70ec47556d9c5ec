/// The composition root: everything the running desk is made of, members in start order, stopped in reverse.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "bot/channel_watch.h"
#include "bot/clock.h"
#include "bot/config.h"
#include "bot/desk.h"
#include "bot/desk_lock.h"
#include "bot/desk_service.h"
#include "bot/health.h"
#include "bot/hook_sender.h"
#include "bot/mail_fetcher.h"
#include "bot/mail_sender.h"
#include "bot/media_fetcher.h"
#include "bot/media_store.h"
#include "bot/person_eraser.h"
#include "bot/quality_service.h"
#include "bot/scheduler.h"
#include "bot/sender.h"
#include "bot/template_watch.h"
#include "bot/thumbnailer.h"
#include "bot/trail.h"
#include "storage/commit_loop.h"
#include "storage/news_wire.h"
#include "webhooks/console/console.h"
#include "webhooks/feedback/feedback.h"
#include "webhooks/http/server.h"
#include "webhooks/whatsapp/webhook.h"

namespace spdlog {
class logger;
}

namespace sportello::bot {

/// What else is mounted and run beside the desk: the demo's emulator.
struct Companion {
  /// Takes the desk's mails instead of an SMTP server. Empty: the one of the configuration.
  MailTransport mail = {};
  std::function<void(webhooks::Router&)> mount;
  std::function<void()> start;
  std::function<void()> stop;
};

/// How the desk behaves with this configuration.
DeskOptions desk_options(const Config& config, const Numbers& numbers);

class App {
 public:
  /// Opens the store and brings it up to date. Throws storage::StoreError with what to do when that fails,
  /// std::runtime_error when another desk runs on it.
  App(Config config, Numbers numbers, Clock& clock, std::shared_ptr<spdlog::logger> log, Companion companion = {});
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Starts everything, the listener last. Unavailable when the port is taken.
  flows::Result<void> start();
  /// Refuses what is new, finishes what is open, stops. Also done by the destructor.
  void stop();

  /// A mail for a business, as if its mailbox had brought it: the demo's form. False when it could not be stored.
  bool take_mail(const flows::PhoneNumberId& number, const RawMail& mail) {
    return mail_intake_.take(number, mail, [](storage::Store&) {});
  }

  /// Runs a command on the store and waits until it is durable: set-up work of the command line.
  storage::Committed run(std::function<void(storage::Store&)> work) { return commits_->run_and_wait(std::move(work)); }

 private:
  void receive(std::vector<webhooks::Update> updates, webhooks::Done done);
  void log_taken(const webhooks::Update& update, const Afterwards& after);
  void publish(Afterwards after);
  /// What another process of the desk tells.
  void hear(std::string_view text);
  webhooks::ConsoleOptions console_options();
  std::vector<webhooks::ProfileCheck> check_profiles() const;
  webhooks::FeedbackOptions feedback_options();
  webhooks::ServerOptions server_options();
  HealthOptions health_options();
  ChannelWatch::Ask ask_meta() const;
  MailTransport mail_transport() const;
  std::vector<Mailbox> mailboxes() const;

  const Config config_;
  const std::optional<DeskLock> lock_;  ///< of a file
  Clock& clock_;
  std::shared_ptr<spdlog::logger> log_;
  Companion companion_;
  MediaStore media_;
  Trail trail_;
  Health health_;
  Desk desk_;
  std::unique_ptr<storage::CommitLoop> commits_;
  DeskService service_;
  QualityService quality_;
  PersonEraser eraser_;
  Sender sender_;
  ChannelWatch watch_;
  Scheduler scheduler_;
  MediaFetcher fetcher_;
  MailSender mail_sender_;
  MailIntakeDesk mail_intake_;
  MailFetcher mail_fetcher_;
  HookSender hook_sender_;
  Thumbnailer thumbnailer_;
  TemplateWatch templates_;
  std::unique_ptr<webhooks::Console> console_;
  std::unique_ptr<webhooks::Feedback> feedback_;
  webhooks::Webhook webhook_;
  std::unique_ptr<webhooks::Server> server_;
  std::unique_ptr<storage::NewsWire> wire_;
  bool running_ = false;
};

}  // namespace sportello::bot
