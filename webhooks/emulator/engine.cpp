#include "webhooks/emulator/engine.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "webhooks/emulator/phone_json.h"
#include "webhooks/emulator/say.h"
#include "webhooks/emulator/statuses.h"
#include "webhooks/whatsapp/signature.h"

namespace sportello::webhooks::emulator {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDeliveryDeadline{10'000};
constexpr milliseconds kHeld{60'000};
constexpr std::size_t kDeliveriesKept = 200;

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

Engine::Engine(World world, EngineSettings settings)
    : settings_(std::move(settings)), world_(std::move(world)), postbox_(world_.seed, settings_.first_retry) {
  std::filesystem::create_directories(settings_.media_dir);
}

Engine::~Engine() {
  stop();
}

Moment Engine::moment() const {
  return {settings_.now(), std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began_)};
}

void Engine::start() {
  const std::lock_guard lock(mutex_);
  if (running_) return;
  running_ = true;
  thread_ = std::thread([this] { work(); });
}

void Engine::stop() {
  std::vector<Waiting> waiting;
  std::vector<std::shared_ptr<EventStream>> streams;
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    waiting.swap(waiting_);
    streams.swap(streams_);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const auto& stream : streams) stream->close();
}

void Engine::run(const std::function<void(World&, Moment, Effects&)>& act) {
  const std::lock_guard lock(mutex_);
  const Moment now = moment();
  Effects effects;
  act(world_, now, effects);
  apply(std::move(effects), now);
}

void Engine::apply(Effects effects, Moment now) {
  for (const File& file : effects.files) {
    const auto path = settings_.media_dir / file.media;
    if (file.bytes) {
      write_file(path, *file.bytes);
    } else {
      std::filesystem::remove(path);
    }
  }
  std::erase_if(effects.webhooks, [this](const Webhook& webhook) {
    const Account* account = find_account(world_, webhook.account);
    return account && !account->subscribed;
  });
  if (!effects.webhooks.empty()) effects.changes.push_back({Change::What::Network, {}, {}, {}});
  postbox_.put(world_.policy, std::move(effects.webhooks), now.up);
  publish(effects.changes, now);
  serve_waiting(now);
  wake_.notify_all();
}

void Engine::publish(const std::vector<Change>& changes, Moment now) {
  if (streams_.empty()) return;
  for (const Change& change : changes) {
    const PhoneEvent event = phone_event(world_, change, now, on_the_way());
    if (event.name.empty()) continue;
    const std::string id = std::to_string(++events_);
    std::erase_if(streams_, [&](const auto& stream) { return !stream->send_event(id, event.name, event.data); });
  }
}

std::optional<std::string> Engine::read_media(const std::string& id) const {
  std::ifstream file(settings_.media_dir / id, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Engine::listen(std::shared_ptr<EventStream> stream, const std::string& first) {
  const std::lock_guard lock(mutex_);
  if (stream->send_event(std::to_string(++events_), first, "{}")) streams_.push_back(std::move(stream));
}

void Engine::hold(Replier replier) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({{}, moment().up + kHeld, std::move(replier)});
  wake_.notify_all();
}

void Engine::wait_for(Ready ready, milliseconds wait, Replier replier) {
  const std::lock_guard lock(mutex_);
  const Moment now = moment();
  waiting_.push_back({std::move(ready), now.up + wait, std::move(replier)});
  serve_waiting(now);
  wake_.notify_all();
}

void Engine::serve_waiting(Moment now) {
  std::erase_if(waiting_, [&](Waiting& one) {
    if (one.ready) {
      if (auto response = one.ready({world_, now, on_the_way(), deliveries_})) {
        one.replier.send(std::move(*response));
        return true;
      }
    }
    if (one.until > now.up) return false;
    one.replier.send(Response::problem(one.ready ? 408 : 504, "It did not happen in time"));
    return true;
  });
}

std::optional<flows::Localized> Engine::hours_of(const std::string& number) const {
  if (!settings_.hours) return std::nullopt;
  return settings_.hours(flows::PhoneNumberId{number});
}

void Engine::move_clock(std::optional<flows::Instant> to) {
  if (settings_.set_now) settings_.set_now(to);
  run([](World&, Moment, Effects& effects) { effects.changes.push_back({Change::What::Clock, {}, {}, {}}); });
}

std::size_t Engine::on_the_way() const {
  return postbox_.size() + in_hand_ + world_.due.size();
}

std::optional<milliseconds> Engine::next_due() const {
  std::optional<milliseconds> next = emulator::next_due(world_);
  const auto sooner = [&next](std::optional<milliseconds> other) {
    if (other && (!next || *other < *next)) next = other;
  };
  sooner(postbox_.next_due(world_.policy));
  for (const Waiting& one : waiting_) sooner(one.until);
  return next;
}

void Engine::work() {
  ClientOptions options;
  options.user_agent = "facebookexternalua";
  const auto client = make_client(std::move(options));
  std::unique_lock lock(mutex_);
  while (running_) {
    const Moment now = moment();
    Effects effects;
    advance(world_, now, effects);
    const bool moved = !effects.webhooks.empty() || !effects.changes.empty();
    apply(std::move(effects), now);
    if (auto parcel = postbox_.take(world_.policy, now.up)) {
      deliver(lock, *client, std::move(*parcel));
    } else if (!moved) {
      const auto next = next_due();
      const auto until = next ? began_ + *next : std::chrono::steady_clock::now() + std::chrono::hours(1);
      wake_.wait_until(lock, until);
    }
  }
}

void Engine::deliver(std::unique_lock<std::mutex>& lock, Client& client, Parcel parcel) {
  const std::string body = body_of(parcel);
  const Call call{
      .method = Method::Post,
      .url = settings_.webhook_url,
      .headers = {{"Content-Type", "application/json"}, {"X-Hub-Signature-256", sign(body, world_.app_secret)}},
      .body = body};
  ++in_hand_;
  const Moment begun = moment();
  lock.unlock();
  const auto reply = client.send(call, kDeliveryDeadline);
  lock.lock();
  --in_hand_;

  const Moment now = moment();
  const int status = reply ? reply->status : 0;
  deliveries_.push_back({.at = now.wall,
                         .status = status,
                         .attempt = parcel.attempts + 1,
                         .updates = parcel.webhooks.size(),
                         .took = now.up - begun.up,
                         .why = reply ? std::string{} : reply.error().text,
                         .what = parcel.webhooks.front().field});
  if (deliveries_.size() > kDeliveriesKept) deliveries_.pop_front();
  Effects effects;
  effects.changes.push_back({Change::What::Network, {}, {}, {}});
  if (status == 200) {
    for (const Webhook& webhook : parcel.webhooks) acknowledge(world_, webhook, effects);
  } else {
    postbox_.give_back(std::move(parcel), now.up);
  }
  apply(std::move(effects), now);
}

}  // namespace sportello::webhooks::emulator
