#include "bot/app.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>

#include "bot/broadcast.h"
#include "bot/graph_clients.h"
#include "bot/logging.h"
#include "bot/version.h"
#include "storage/snapshot.h"
#include "webhooks/http/client.h"

#include "bot/profiles.h"
#include "bot/retention_desk.h"
namespace sportello::bot {
namespace {

constexpr std::chrono::milliseconds kGrace{5000};

std::optional<MailSettings> mail_settings(const Config& config, const Numbers& numbers) {
  if (config.mail_url.empty()) return std::nullopt;
  MailSettings settings{config.mail_from, {}, config.mail_operators, config.public_url};
  for (const NumberConfig& number : config.numbers) {
    const auto business = numbers.find(number.phone_number_id);
    if (business == numbers.end() || number.mail_from.empty()) continue;
    settings.from_of.emplace(business->second->id, number.mail_from);
  }
  return settings;
}

}  // namespace

DeskOptions desk_options(const Config& config, const Numbers& numbers) {
  DeskOptions options{config.gather, config.uncertain, config.public_url, mail_settings(config, numbers)};
  options.retention = config.retention;
  options.drop_file = [folder = config.media](const std::string& file) {
    std::error_code kept;
    MediaStore(folder).remove(file, kept);
  };
  return options;
}

namespace {

storage::StoreOptions store_options(const Config& config, flows::Instant now) {
  storage::StoreOptions options;
  options.url = config.storage_url;
  options.now = now;
  return options;
}

SenderOptions sender_options(const Config& config) {
  SenderOptions options;
  options.pace_per_second = config.pace_per_second;
  options.threads = threads_for(config.pace_per_second, config.numbers.size());
  options.uncertain = config.uncertain;
  options.lease = config.lease;
  return options;
}

/// On a server the desk may have several processes.
std::optional<DeskLock> lock_for(const std::string& url) {
  if (storage::on_server(url)) return std::nullopt;
  return std::optional<DeskLock>(std::in_place, storage::database_file(url));
}

/// Counts the updates of one webhook that are still open; the last one answers for all.
class BatchDone {
 public:
  BatchDone(std::size_t updates, webhooks::Done done) : open_(updates), done_(std::move(done)) {}

  void settled(bool stored) {
    if (!stored) all_stored_ = false;
    if (--open_ == 0) done_(all_stored_ ? webhooks::Kept::Stored : webhooks::Kept::Unavailable);
  }

 private:
  std::atomic<std::size_t> open_;
  std::atomic<bool> all_stored_{true};
  webhooks::Done done_;
};

}  // namespace

App::App(Config config, Numbers numbers, Clock& clock, std::shared_ptr<spdlog::logger> log, Companion companion)
    : config_(std::move(config)),
      lock_(lock_for(config_.storage_url)),
      clock_(clock),
      log_(std::move(log)),
      companion_(std::move(companion)),
      media_(config_.media),
      health_(health_options()),
      desk_(numbers, desk_options(config_, numbers)),
      commits_(storage::start_commit_loop(storage::open_store_upgraded(store_options(config_, clock_.now()),
                                                                            {config_.media, config_.copy_before_upgrade}), {},
                                          [this](const storage::CommitStats& stats) {
                                            health_.count_commit(stats);
                                            if (!stats.committed) log_->error("not stored: {}", stats.error);
                                          })),
      service_(*commits_, clock_, desk_, [this](Afterwards after) { publish(std::move(after)); }),
      quality_(*commits_, clock_, desk_, [this](Afterwards after) { publish(std::move(after)); }),
      eraser_(config_.storage_url, media_, [this] { return clock_.now(); }),
      sender_(
          *commits_, clock_, graph_clients_of(config_), sender_options(config_),
          [this](const std::string& stored) { return media_.read(stored); },
          [this](Afterwards after) { publish(std::move(after)); }),
      watch_(*commits_, clock_, desk_, sender_, ask_meta(), [this](Afterwards after) { publish(std::move(after)); }),
      scheduler_(*commits_, clock_, desk_, [this](Afterwards after) { publish(std::move(after)); }),
      fetcher_(*commits_, clock_, graph_clients_of(config_), media_, [this](Afterwards after) { publish(std::move(after)); }),
      mail_sender_(
          *commits_, clock_, mail_transport(), [this](Afterwards after) { publish(std::move(after)); },
          [this](const std::string& news) { log_->warn("{}", news); }),
      mail_intake_(*commits_, clock_, desk_, media_, [this](Afterwards after) { publish(std::move(after)); }),
      mail_fetcher_(*commits_, clock_, mail_intake_, mailboxes(), config_.mail_poll,
                    [this](const std::string& news) { log_->warn("{}", news); }),
      hook_sender_(*commits_, clock_, config_.hooks, [this](Afterwards after) { publish(std::move(after)); }),
      thumbnailer_(media_, [log = log_](const std::string& why) { log->warn("no thumbnails: {}", why); }),
      templates_(*commits_, clock_, desk_.numbers(), config_.access_token, graph_clients_of(config_),
                 [log = log_](const std::string& why) { log->warn("templates not asked for: {}", why); }),
      console_(webhooks::make_console(service_, console_options())),
      feedback_(webhooks::make_feedback(feedback_options())),
      webhook_({config_.app_secrets, config_.verify_token, 3'145'728,
                [this](webhooks::WebhookEvent event, std::size_t updates) {
                  if (event == webhooks::WebhookEvent::Stored) {
                    watch_.heard();
                    return health_.metrics().count_updates(updates);
                  }
                  if (event == webhooks::WebhookEvent::Verified || event == webhooks::WebhookEvent::TooDeep) return;
                  health_.metrics().count_refused_webhook();
                  log_->warn("webhook refused: {}", name_of(event));
                }},
               [this](std::vector<webhooks::Update> updates, const std::string&, webhooks::Done done) {
                 receive(std::move(updates), std::move(done));
               }) {
  clock_.on_move([this] {
    scheduler_.wake();
    sender_.wake();
    watch_.clock_moved();
    fetcher_.wake();
    mail_sender_.wake();
    hook_sender_.wake();
    service_.tell({webhooks::DeskNews::Kind::DeskChanged, {}, {}});
  });
  webhooks::Router router;
  webhook_.mount(router);
  health_.mount(router);
  console_->mount(router);
  feedback_->mount(router);
  if (companion_.mount) companion_.mount(router);
  server_ = webhooks::make_server(server_options(), std::move(router));
}

App::~App() {
  stop();
}

webhooks::ServerOptions App::server_options() {
  webhooks::ServerOptions options;
  options.address = config_.listen_address;
  options.port = config_.listen_port;
  options.exposure = config_.listen_anywhere ? webhooks::Exposure::Anywhere : webhooks::Exposure::LoopbackOnly;
  options.log = [this](const webhooks::LogLine& line) {
    health_.metrics().count_reply(line);
    log_reply(*log_, line);
  };
  return options;
}

HealthOptions App::health_options() {
  HealthOptions options;
  options.now = [this] { return clock_.now(); };
  options.trouble = [this] { return sender_.trouble(); };
  options.channel = [this] { return ChannelEvidence{watch_.last_heard(), sender_.last_success(), watch_.concerns()}; };
  options.open_reader = [url = config_.storage_url] { return storage::open_reader(url); };
  options.storage_url = config_.storage_url;
  options.version = version();
  options.server = [this] {
    Gauges gauges;
    gauges.requests_open = server_->in_flight();
    gauges.live_clients = server_->open_streams();
    return gauges;
  };
  return options;
}

std::vector<webhooks::ProfileCheck> App::check_profiles() const {
  const auto lines_of = [](const std::vector<flows::ProfileFault>& faults) {
    std::vector<std::string> lines;
    for (const auto& fault : faults) lines.push_back(fault.line());
    return lines;
  };
  std::vector<webhooks::ProfileCheck> checks;
  for (const NumberConfig& number : config_.numbers) {
    const auto business = desk_.numbers().find(number.phone_number_id);
    if (business == desk_.numbers().end()) continue;
    const flows::ProfileLoad load = find_profile(number.profile);
    checks.push_back({number.profile, business->second->id, business->second->version,
                      load.business ? load.business->version : std::string{}, lines_of(load.faults),
                      lines_of(load.warnings)});
  }
  return checks;
}

webhooks::ConsoleOptions App::console_options() {
  webhooks::ConsoleOptions options;
  options.public_url = config_.public_url;
  options.quality = &quality_;
  options.erasing = &eraser_;
  for (std::size_t i = 0; i < config_.api_tokens.size(); ++i) {
    options.api_tokens.push_back({"token" + std::to_string(i + 1), config_.api_tokens[i]});
  }
  for (const auto& [number, business] : desk_.numbers()) options.businesses.push_back(business.get());
  for (const auto& [number, business] : desk_.numbers()) options.numbers.emplace_back(number, business->id);
  options.check_profiles = [this] { return check_profiles(); };
  options.now = [this] { return clock_.now(); };
  options.open_reader = [url = config_.storage_url] { return storage::open_reader(url); };
  options.media_path = [this](const std::string& sha256) {
    return media_.path_of(sha256).value_or(std::filesystem::path{});
  };
  options.thumbnail = [this](const std::string& sha256, webhooks::ThumbnailDone done) {
    return thumbnailer_.ask(sha256, std::move(done));
  };
  options.open_sheets = [url = config_.storage_url] { return storage::open_sheet_reader(url); };
  options.keep_media = [this](std::string_view bytes) { return media_.keep(bytes); };
  options.channel = [this]() -> webhooks::ChannelState {
    const auto concerns = watch_.concerns();
    if (concerns.empty()) return {};
    return {!sender_.trouble(), concerns.front().problem, concerns.front().remedy};
  };
  options.log_fault = [log = log_](std::string_view id, std::string_view fault) {
    log->error("console: {} [{}]", fault, id);
  };
  return options;
}

webhooks::FeedbackOptions App::feedback_options() {
  webhooks::FeedbackOptions options;
  for (const auto& [number, business] : desk_.numbers()) options.businesses.push_back(business.get());
  options.now = [this] { return clock_.now(); };
  options.open_reader = [url = config_.storage_url] { return storage::open_reader(url); };
  options.store = [this](webhooks::FeedbackAnswer answer, std::function<void(flows::Result<void>)> done) {
    return quality_.give_feedback(std::move(answer.token), {answer.score, std::move(answer.comment)}, std::move(done));
  };
  return options;
}

ChannelWatch::Ask App::ask_meta() const {
  return [this] {
    const auto http = webhooks::make_client();
    return MetaAccount(*http, config_).ask();
  };
}

MailTransport App::mail_transport() const {
  if (companion_.mail) return companion_.mail;
  if (!desk_.options().mail) return {};
  const MailSettings& settings = *desk_.options().mail;
  const auto domain = settings.from.substr(settings.from.rfind('@') + 1);
  return smtp_transport({config_.mail_url, config_.mail_user, config_.mail_password, config_.mail_ca_file, domain},
                        settings, desk_.numbers(),
                        [this](const std::string& name) { return media_.read(name); });
}

std::vector<Mailbox> App::mailboxes() const {
  std::vector<Mailbox> found;
  for (const NumberConfig& number : config_.numbers) {
    if (number.inbox.url.empty()) continue;
    found.push_back({number.phone_number_id,
                     {number.inbox.url, number.inbox.user, number.inbox.password, number.inbox.folder,
                      config_.mail_ca_file}});
  }
  return found;
}

void App::receive(std::vector<webhooks::Update> updates, webhooks::Done done) {
  if (updates.empty()) return done(webhooks::Kept::Stored);
  auto batch = std::make_shared<BatchDone>(updates.size(), std::move(done));
  for (webhooks::Update& each : updates) {
    struct Work {
      webhooks::Update update;
      Afterwards after;
    };
    auto work = std::make_shared<Work>(Work{std::move(each), {}});
    storage::Command command;
    command.run = [this, work](storage::Store& store) {
      work->after = {};
      desk_.take(store, work->update, clock_.now(), work->after);
    };
    command.failed = [this, work](storage::Store& store, const std::string& error) {
      work->after = {};
      desk_.park(store, work->update, error, clock_.now());
      log_warning(*log_, "an update was parked: " + error, {{"request", work->update.request}});
    };
    command.done = [this, work, batch](storage::Committed committed) {
      const bool stored = committed == storage::Committed::Yes;
      if (stored) log_taken(work->update, work->after);
      if (stored) publish(std::move(work->after));
      batch->settled(stored);
    };
    if (!commits_->submit(std::move(command))) batch->settled(false);
  }
}

void App::log_taken(const webhooks::Update& update, const Afterwards& after) {
  if (after.tally.turns == 0) return;
  for (const webhooks::DeskNews& news : after.news) {
    if (news.conversation.value != 0) trail_.note(news.conversation, update.request);
  }
  log_info(*log_, "message stored", {{"request", update.request}, {"number", update.to.value}});
}

void App::publish(Afterwards after) {
  health_.metrics().count_done(after.tally);
  if (after.sent) {
    health_.metrics().count_send(*after.sent);
    log_send(*log_, *after.sent, trail_.request_of(after.sent->conversation));
  }
  if (after.outgoing) sender_.wake();
  if (after.timers) scheduler_.wake();
  if (after.media) fetcher_.wake();
  if (after.mail) mail_sender_.wake();
  const auto is_about_ticket = [](const webhooks::DeskNews& news) {
    using Kind = webhooks::DeskNews::Kind;
    return news.kind == Kind::TicketOpened || news.kind == Kind::TicketChanged;
  };
  if (after.hooks || std::any_of(after.news.begin(), after.news.end(), is_about_ticket)) hook_sender_.wake();
  const auto is_about_desk = [](const webhooks::DeskNews& news) {
    return news.kind == webhooks::DeskNews::Kind::DeskChanged;
  };
  if (std::any_of(after.news.begin(), after.news.end(), is_about_desk)) watch_.wake();
  for (const ReadReceipt& receipt : after.receipts) sender_.acknowledge(receipt);
  for (const webhooks::DeskNews& news : after.news) service_.tell(news);
  if (wire_ && !after.news.empty()) wire_->tell(text_of(after.news));
}

void App::hear(std::string_view text) {
  for (const webhooks::DeskNews& news : news_of(text)) service_.tell(news);
}

flows::Result<void> App::start() {
  running_ = true;
  if (commits_->shared()) {
    wire_ = storage::open_news_wire(config_.storage_url, [this](std::string_view text) { hear(text); });
  }
  sender_.start();
  watch_.start();
  static_cast<void>(commits_->run_and_wait([now = clock_.now()](storage::Store& store) { watch_retention(store, now); }));
  scheduler_.start();
  fetcher_.start();
  mail_sender_.start();
  mail_fetcher_.start();
  hook_sender_.start();
  thumbnailer_.start();
  if (companion_.start) companion_.start();
  if (auto started = server_->start(); !started) return started;
  health_.set_ready(true);
  // Last: in the demo it is this very listener that answers for Meta.
  templates_.start();
  return {};
}

void App::stop() {
  if (!running_) return;
  running_ = false;
  health_.set_ready(false);
  console_->close();
  templates_.stop();
  if (companion_.stop) companion_.stop();
  thumbnailer_.stop();
  server_->stop(kGrace);
  hook_sender_.stop();
  mail_fetcher_.stop();
  mail_sender_.stop();
  fetcher_.stop();
  scheduler_.stop();
  watch_.stop();
  sender_.stop();
  commits_->stop();
  wire_.reset();
}

}  // namespace sportello::bot
