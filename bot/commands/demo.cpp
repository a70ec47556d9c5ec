#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "bot/app.h"
#include "bot/commands/command.h"
#include "bot/invitation.h"
#include "bot/mail_desk.h"
#include "bot/logging.h"
#include "bot/profiles.h"
#include "bot/signals.h"
#include "flows/answers/hours_line.h"
#include "webhooks/console/console.h"
#include "webhooks/console/tokens.h"
#include "webhooks/emulator/emulator.h"
#include "webhooks/emulator/mailbox.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;

struct DemoOptions {
  std::uint16_t port = 8080;
  std::string data;
  std::string at;
};

struct DemoBusiness {
  const char* profile;
  const char* phone_number_id;
  const char* display;
  const char* about;
  const char* colour;
  const char* mail;
};
constexpr std::array kBusinesses = {
    DemoBusiness{"leotron", "100000000000001", "+39 340 066 2095", "Assistenza Leotron", "#7a1f2b",
                 "assistenza@leotron.example"},
    DemoBusiness{"kzweb", "100000000000002", "+39 055 000 0002", "Assistenza KZWeb", "#0b5c6b",
                 "assistenza@kzweb.example"},
};

/// Secrets nobody needs to know: both ends of the demo live in this process.
flows::Secret fresh_secret() {
  return flows::Secret(webhooks::new_token());
}

/// The folder for the demo's data; one that was made for this run goes when the run ends.
class DataFolder {
 public:
  explicit DataFolder(const std::string& wanted) : temporary_(wanted.empty()) {
    if (!temporary_) {
      path_ = fs::absolute(wanted);
      fs::create_directories(path_);
      return;
    }
    std::string pattern = (fs::temp_directory_path() / "sportello-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + pattern);
    path_ = pattern;
  }
  ~DataFolder() {
    std::error_code ignored;
    if (temporary_) fs::remove_all(path_, ignored);
  }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const fs::path& path() const { return path_; }
  bool temporary() const { return temporary_; }

 private:
  bool temporary_;
  fs::path path_;
};

struct DemoDesk {
  Config config;
  Numbers numbers;
  webhooks::EmulatorOptions emulator;
};

DemoDesk describe(const DemoOptions& options, const fs::path& data) {
  DemoDesk desk;
  const std::string origin = "http://127.0.0.1:" + std::to_string(options.port);
  const flows::Secret app_secret = fresh_secret();
  Config& config = desk.config;
  config.listen_port = options.port;
  config.public_url = origin;
  config.storage_url = "sqlite://" + (data / "sportello.db").string();
  config.media = data / "media";
  config.graph_url = origin + "/emulator/graph/v26.0";
  config.media_host = "127.0.0.1:" + std::to_string(options.port);
  config.app_secrets = {app_secret};
  config.verify_token = fresh_secret();
  config.access_token = fresh_secret();
  config.mail_url = "smtp://demo.invalid";  // the mailbox in the browser takes the mails instead
  config.mail_from = "desk@sportello.example";
  config.mail_operators = {"operatori@sportello.example"};
  for (const DemoBusiness& each : kBusinesses) {
    flows::ProfileLoad load = find_profile(each.profile);
    if (!load.business) throw std::runtime_error("profile " + load.faults.front().line());
    const flows::PhoneNumberId number{each.phone_number_id};
    config.numbers.push_back({number, each.profile, each.mail, {}});
    desk.emulator.numbers.push_back({number, each.display, load.business->name, each.about, each.colour, {}});
    for (const auto& [purpose, message] : load.business->templates) {
      for (const auto& [language, body] : message.body) {
        const auto buttons = message.buttons.find(language);
        desk.emulator.templates.push_back(
            {number, message.name, language, message.category, "APPROVED", body,
             buttons != message.buttons.end() ? buttons->second : std::vector<std::string>{}});
      }
    }
    desk.numbers.emplace(number, std::make_shared<const flows::Business>(std::move(*load.business)));
  }
  desk.emulator.app_secret = app_secret;
  desk.emulator.access_token = config.access_token;
  desk.emulator.webhook_url = origin + "/webhooks/whatsapp";
  desk.emulator.media_dir = data / "emulator";
  return desk;
}

/// One mail as the page shows it.
webhooks::ShownMail shown(const storage::MailRow& row, const Numbers& numbers) {
  webhooks::ShownMail mail{row.created_at, row.business.value, {}, {},        row.recipient, row.subject,
                           row.body,       row.message_id,     row.in_reply_to, false};
  if (!row.file.empty()) mail.text += "\n\n📎 " + row.file_name;
  for (std::size_t i = 0; i < kBusinesses.size(); ++i) {
    const flows::PhoneNumberId number{kBusinesses.at(i).phone_number_id};
    const auto business = numbers.find(number);
    if (business == numbers.end() || business->second->id != row.business) continue;
    mail.business = business->second->name;
    mail.number = number;
    mail.from = kBusinesses.at(i).mail;
  }
  return mail;
}

webhooks::MailboxOptions mailbox_options(const Numbers& numbers, const Clock& clock, std::atomic<App*>& app) {
  webhooks::MailboxOptions options;
  for (const DemoBusiness& each : kBusinesses) {
    const flows::PhoneNumberId number{each.phone_number_id};
    options.businesses.push_back({number, numbers.at(number)->name, each.mail});
  }
  options.now = [&clock] { return clock.now(); };
  options.bring = [&app](const flows::PhoneNumberId& number, const std::string& message) {
    static std::atomic<std::int64_t> uid{std::chrono::system_clock::now().time_since_epoch().count()};
    App* desk = app.load();
    return desk != nullptr && desk->take_mail(number, {"demo/" + number.value, 1, ++uid, message, false});
  };
  return options;
}

/// Luca Bianchi has been a customer for years; the others write for the first time.
void add_known_customer(storage::Store& store, const Numbers& numbers, flows::Instant now) {
  for (const auto& customer : webhooks::demo_customers()) {
    if (customer.id != "luca") continue;
    for (const auto& [number, business] : numbers) {
      if (store.people().find_by_alias(business->id, storage::AliasKind::WaId, customer.phone)) continue;
      storage::PersonRow person;
      person.business = business->id;
      person.name = "Luca Bianchi";
      person.company = "Ferramenta Bianchi";
      person.email = "luca@ferramenta-bianchi.example";
      person.email_enabled = true;
      person.phone = "+" + customer.phone;
      person.known = true;
      person.created_at = now;
      if (!business->plans.empty()) person.plan = business->plans.back().id;
      person.id = store.people().create(person);
      static_cast<void>(
          store.people().add_alias(person.id, business->id, storage::AliasKind::WaId, customer.phone, now));
    }
  }
}

std::string operator_link(storage::Store& store, flows::Instant now) {
  auto row = store.operators().find_by_email("demo@localhost");
  if (!row) {
    row.emplace();
    row->name = "Demo";
    row->email = "demo@localhost";
    row->role = "manager";
    row->created_at = now;
    row->id = store.operators().create(*row);
  }
  return make_link(store, row->id, "demo", now, std::chrono::hours{24 * 365});
}

void greet(const DemoOptions& options, const DataFolder& data, const std::string& link) {
  std::printf(
      "\n  Sportello, la dimostrazione · the demo\n\n"
      "  Telefono e console fianco a fianco · phone and console side by side:\n"
      "    http://127.0.0.1:%u/\n\n"
      "  Posta in uscita e in arrivo · mail out and in:\n"
      "    http://127.0.0.1:%u/emulator/mail\n\n"
      "  Prima entra come operatore (link valido una volta) · first sign in as an operator (link good once):\n"
      "    %s\n\n"
      "  Dati · data: %s%s\n"
      "  Ctrl+C per finire · to stop\n\n",
      static_cast<unsigned>(options.port), static_cast<unsigned>(options.port), link.c_str(), data.path().c_str(),
      data.temporary() ? " (spariscono alla fine, --data CARTELLA li tiene · gone at the end, --data DIR keeps them)"
                       : "");
  std::fflush(stdout);
}

int demo(const DemoOptions& options) {
  Clock clock;
  if (!options.at.empty()) {
    const auto zone = flows::Zone::find("Europe/Rome");
    const auto at = zone ? parse_instant(options.at, *zone) : flows::Result<flows::Instant>(zone.error());
    if (!at) {
      std::fprintf(stderr, "sportello: --at: %s\n", at.error().text.c_str());
      return kFaultyInput;
    }
    clock.set(*at);
  }
  const DataFolder data(options.data);
  DemoDesk desk = describe(options, data.path());
  const auto log = start_log("warning", "text");
  webhooks::initialize_http();

  desk.emulator.now = [&clock] { return clock.now(); };
  desk.emulator.set_now = [&clock](std::optional<flows::Instant> instant) {
    instant ? clock.set(*instant) : clock.reset();
  };
  desk.emulator.hours = [&clock, &desk](const flows::PhoneNumberId& number) {
    return flows::hours_line(*desk.numbers.at(number), clock.now());
  };
  webhooks::Emulator emulator(std::move(desk.emulator));
  Companion companion;
  std::atomic<App*> running{nullptr};
  webhooks::Mailbox mailbox(mailbox_options(desk.numbers, clock, running));
  companion.mount = [&](webhooks::Router& router) {
    emulator.mount(router);
    mailbox.mount(router);
  };
  companion.mail = [&](const storage::MailRow& row, const std::stop_token&) {
    mailbox.show(shown(row, desk.numbers));
    return webhooks::MailOutcome{webhooks::MailOutcome::Kind::Accepted, 250, {}};
  };
  companion.start = [&emulator] { emulator.start(); };
  companion.stop = [&emulator] { emulator.stop(); };

  App app(std::move(desk.config), desk.numbers, clock, log, std::move(companion));
  running = &app;
  std::string token;
  const auto set_up = app.run([&](storage::Store& store) {
    add_known_customer(store, desk.numbers, clock.now());
    for (const auto& row : store.mail().in_state("sent", 0, 500)) mailbox.show(shown(row, desk.numbers));
    token = operator_link(store, clock.now());
  });
  if (set_up == storage::Committed::No) {
    std::fprintf(stderr, "sportello: cannot write to %s\n", data.path().c_str());
    return kFailed;
  }
  if (const auto started = app.start(); !started) {
    std::fprintf(stderr, "sportello: %s; choose another port with --port\n", started.error().text.c_str());
    return kFailed;
  }
  greet(options, data, webhooks::sign_in_url("http://127.0.0.1:" + std::to_string(options.port), token));
  wait_for_stop();
  running = nullptr;
  app.stop();
  return 0;
}

}  // namespace

void add_demo(CLI::App& program, Chosen& chosen) {
  auto* command = program.add_subcommand("demo", "Bot, phone and console in one process, without any account");
  auto options = std::make_shared<DemoOptions>();
  command->add_option("--port", options->port, "Port on 127.0.0.1")->check(CLI::Range(1, 65535));
  command->add_option("--data", options->data, "Folder that keeps the demo's data from one run to the next");
  command->add_option("--at", options->at, "Pretends it is this moment: 2026-11-21T13:30");
  command->callback([options, &chosen] { chosen = [options] { return demo(*options); }; });
}

}  // namespace sportello::bot
