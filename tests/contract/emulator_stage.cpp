#include "tests/contract/emulator_stage.h"

#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "tests/support/free_port.h"

namespace sportello::tests {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr auto kPatience = 30s;
constexpr auto kSaturdayMorning = 1'795'253'400'000;  // 2026-11-21 10:30 in Rome

std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "sportello-emulator-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for media");
  return name;
}

}  // namespace

EmulatorStage::EmulatorStage() : media_dir_(new_folder()), now_(kSaturdayMorning), http_(webhooks::make_client()) {
  for (int attempt = 0; attempt < 20 && port_ == 0; ++attempt) {
    const std::uint16_t port = free_port();
    emulator_ = std::make_unique<webhooks::Emulator>(options(port));
    webhooks::WebhookOptions rim;
    rim.app_secrets = {flows::Secret("app secret")};
    rim.verify_token = flows::Secret("verify");
    rim.observe = [this](webhooks::WebhookEvent event, std::size_t) {
      if (event == webhooks::WebhookEvent::BadSignature) ++bad_signatures_;
    };
    webhook_ = std::make_unique<webhooks::Webhook>(
        std::move(rim), [this](std::vector<webhooks::Update> updates, const std::string&, const webhooks::Done& done) {
          const webhooks::Kept kept = kept_;
          if (kept == webhooks::Kept::Stored) keep(std::move(updates));
          done(kept);
        });
    webhooks::Router router;
    emulator_->mount(router);
    webhook_->mount(router);
    webhooks::ServerOptions server;
    server.port = port;
    server_ = webhooks::make_server(server, std::move(router));
    if (server_->start()) port_ = port;
  }
  if (port_ == 0) throw std::runtime_error("no port to listen on");
  emulator_->start();
  webhooks::GraphSettings settings;
  settings.base_url = url("/emulator/graph/v26.0");
  settings.token = flows::Secret("token");
  settings.media_host = "127.0.0.1:" + std::to_string(port_);
  settings.deadline = 2s;
  graph_ = std::make_unique<webhooks::GraphClient>(*http_, std::move(settings));
}

EmulatorStage::~EmulatorStage() {
  emulator_->stop();
  server_->stop(1s);
  std::error_code ignored;
  std::filesystem::remove_all(media_dir_, ignored);
}

webhooks::EmulatorOptions EmulatorStage::options(std::uint16_t port) {
  webhooks::EmulatorOptions options;
  options.numbers = {{.phone_number_id = kLeotron, .display_phone_number = "+39 340 066 2095", .name = "Leotron"},
                     {.phone_number_id = kKzweb, .display_phone_number = "+39 045 123 4567", .name = "KZWeb"}};
  options.templates = {{.number = kLeotron,
                        .name = "chiusura",
                        .language = "it",
                        .category = "UTILITY",
                        .body = "Il ticket {{codice}} è chiuso, grazie.",
                        .quick_replies = {"Riapri"}}};
  options.app_secret = flows::Secret("app secret");
  options.access_token = flows::Secret("token");
  options.webhook_url = "http://127.0.0.1:" + std::to_string(port) + "/webhooks/whatsapp";
  options.media_dir = media_dir_;
  options.now = [this] { return flows::Instant(std::chrono::milliseconds(now_.load())); };
  options.set_now = [this](std::optional<flows::Instant> at) {
    now_ = at ? at->time_since_epoch().count() : kSaturdayMorning;
  };
  options.hours = [this](const flows::PhoneNumberId& number) {
    const std::string at = std::to_string(now_.load());
    return flows::Localized{"aperto a " + number.value + " alle " + at, "open at " + at};
  };
  options.seed = 7;
  options.first_retry = 5ms;
  return options;
}

std::string EmulatorStage::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

webhooks::Reply EmulatorStage::call(webhooks::Method method, const std::string& path, std::string body,
                                    webhooks::Headers headers) {
  webhooks::Call call;
  call.method = method;
  call.url = path.starts_with("http") ? path : url(path);
  call.headers = std::move(headers);
  call.body = std::move(body);
  auto reply = http_->send(call, std::chrono::duration_cast<std::chrono::milliseconds>(kPatience));
  if (!reply) throw std::runtime_error(path + ": " + reply.error().text);
  return std::move(*reply);
}

json EmulatorStage::get(const std::string& path) {
  const auto reply = call(webhooks::Method::Get, "/emulator/api/" + path);
  if (reply.status != 200) throw std::runtime_error(path + ": " + reply.body);
  return json::parse(reply.body);
}

json EmulatorStage::post(const std::string& path, const json& body) {
  const auto reply =
      call(webhooks::Method::Post, "/emulator/api/" + path, body.dump(), {{"Content-Type", "application/json"}});
  if (reply.status != 200) throw std::runtime_error(path + ": " + reply.body);
  return json::parse(reply.body);
}

std::string EmulatorStage::say(const json& deed) {
  return post("messages", deed)["id"];
}

void EmulatorStage::settle() {
  get("idle?wait_ms=30000");
}

void EmulatorStage::keep(std::vector<webhooks::Update> updates) {
  const std::lock_guard lock(mutex_);
  for (auto& update : updates) updates_.push_back(std::move(update));
  arrived_.notify_all();
}

webhooks::Update EmulatorStage::wait_for(const std::function<bool(const webhooks::Update&)>& pleases) {
  std::unique_lock lock(mutex_);
  std::optional<webhooks::Update> found;
  const bool came = arrived_.wait_for(lock, kPatience, [&] {
    while (!updates_.empty() && !found) {
      if (pleases(updates_.front())) found = updates_.front();
      updates_.erase(updates_.begin());
    }
    return found.has_value();
  });
  if (!came) throw std::runtime_error("the update did not come");
  return *found;
}

flows::CustomerMessage EmulatorStage::next_message() {
  const auto update =
      wait_for([](const webhooks::Update& one) { return std::holds_alternative<flows::CustomerMessage>(one.content); });
  return std::get<flows::CustomerMessage>(update.content);
}

webhooks::StatusUpdate EmulatorStage::next_status(webhooks::StatusUpdate::State state) {
  const auto update = wait_for([state](const webhooks::Update& one) {
    const auto* status = std::get_if<webhooks::StatusUpdate>(&one.content);
    return status && status->state == state;
  });
  return std::get<webhooks::StatusUpdate>(update.content);
}

std::vector<webhooks::Update> EmulatorStage::take_all() {
  const std::lock_guard lock(mutex_);
  return std::exchange(updates_, {});
}

}  // namespace sportello::tests
