// storage_bench FOLDER [PEOPLE TICKETS MESSAGES]: how many rows and turns a second are stored durably, in batches as
// the commit loop makes them. With sizes the database is filled first (kept and used again when it is there). JSON on
// stdout.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/commit_loop.h"
#include "storage/store.h"
#include "storage_fill.h"

namespace {

using namespace sportello::storage;

const PhoneNumberId kNumber{"109876543210"};
const BusinessId kBusiness{"leotron"};
constexpr int kBatch = 64;
constexpr int kTurns = 20'000;
constexpr int kActivePeople = 2'000;

using Micros = std::chrono::duration<double, std::micro>;

class Bench {
 public:
  explicit Bench(Store& store) : store_(store) { pick_people(); }

  /// Microseconds for each of `count` units, committed in batches: by the clock and of processor time.
  nlohmann::json measure(int count, const std::function<void()>& unit) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    for (int done = 0; done < count; done += kBatch) {
      store_.begin();
      for (int i = 0; i < kBatch; ++i) {
        store_.savepoint();
        unit();
        store_.release_savepoint();
      }
      store_.commit();
    }
    const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC * 1e6;
    return {{"elapsed", Micros(std::chrono::steady_clock::now() - start).count() / count}, {"processor", busy / count}};
  }

  void insert_event() { store_.inbox().insert(kNumber, wamid(), "message", raw_, now()); }

  /// Everything a text and its answer do: the turn itself, the sending, three statuses.
  void turn() {
    OutboxRow answer = receive(store_);
    answer.state = "in_flight";
    store_.outbox().update(answer);
    answer.state = "sent";
    answer.wamid = Wamid{wamid()};
    answer.sent_at = now();
    store_.outbox().update(answer);
    for (const char* status : {"sent", "delivered", "read"}) hear_status(store_, *answer.wamid, status);
    newest_ = *answer.wamid;
  }

  /// A text in, its answer into the outbox.
  OutboxRow receive(Store& store) {
    const std::string id = wamid();
    const std::string from = "39" + std::to_string(people_[dice_() % people_.size()]);
    const auto event = store.inbox().insert(kNumber, id, "message", raw_, now()).value();
    const PersonRow person = store.people().find_by_alias(kBusiness, AliasKind::WaId, from).value();
    ConversationRow conversation = store.conversations().find_for(person.id, kNumber).value();
    MessageRow message;
    message.conversation = conversation.id;
    message.wamid = Wamid{id};
    message.at = now();
    message.kind = "text";
    message.text = "la cassa non parte più";
    message.content = raw_.substr(0, 200);
    store.conversations().add_message(message);
    conversation.state = state_;
    conversation.last_customer_at = now();
    store.conversations().update(conversation);
    TimerRow timer;
    timer.key = "form_reminder:" + std::to_string(conversation.id.value);
    timer.kind = "form_reminder";
    timer.conversation = conversation.id;
    timer.due = now() + std::chrono::hours(1);
    store.timers().set(timer);
    OutboxRow answer;
    answer.conversation = conversation.id;
    answer.number = kNumber;
    answer.to_wa_id = from;
    answer.content = raw_.substr(0, 300);
    answer.text = "Qual è il problema?";
    answer.cause = std::to_string(event) + ":0 of now";
    answer.callback = answer.cause;
    answer.created_at = now();
    answer.id = store.outbox().add(answer).value();
    store.inbox().finish(event, kAnswered, person.id);
    return answer;
  }

  /// A status of the last whole turn: what it says is no news, but it is looked up and recorded.
  void hear_some_status(Store& store) { hear_status(store, newest_, std::to_string(dice_())); }

 private:
  void pick_people() {
    std::int64_t known = 0;
    for (std::int64_t step = 1LL << 30; step > 0; step /= 2) {
      if (store_.people().find(PersonId{known + step})) known += step;
    }
    store_.begin();
    for (int i = 0; i < kActivePeople; ++i) {
      people_.push_back(known > kActivePeople
                            ? 1 + static_cast<std::int64_t>(dice_() % static_cast<std::uint64_t>(known))
                            : create(known + 1 + i));
    }
    store_.commit();
  }

  std::int64_t create(std::int64_t expected) {
    PersonRow person;
    person.business = kBusiness;
    const PersonId id = store_.people().create(person);
    if (!store_.people().add_alias(id, kBusiness, AliasKind::WaId, "39" + std::to_string(id.value), now()))
      std::abort();
    ConversationRow row;
    row.person = id;
    row.business = kBusiness;
    row.number = kNumber;
    store_.conversations().create(row);
    return id.value == expected ? expected : id.value;
  }

  void hear_status(Store& store, const Wamid& message, const std::string& status) {
    const auto event = store.inbox().insert(kNumber, message.value + ":" + status, "status", raw_, now());
    OutboxRow row = store.outbox().find_by_wamid(kNumber, message).value();
    row.state = status.front() < 'a' ? "read" : status;
    store.outbox().update(row);
    store.inbox().finish(event.value(), "recorded", std::nullopt);
  }

  std::string wamid() {
    std::string id = "wamid.HBgMMzkzNDA";
    for (int i = 0; i < 3; ++i) id += std::to_string(dice_());
    return id;
  }
  static Instant now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }

  Store& store_;
  std::mt19937_64 dice_{42};
  std::vector<std::int64_t> people_;
  Wamid newest_;
  const std::string raw_ = std::string(600, 'x');
  const std::string state_ = std::string(1'000, 's');
};

/// 1,000 messages and 3,000 statuses a second, sent at their time whether or not the earlier ones are done.
nlohmann::json acknowledge_at_maximum(std::unique_ptr<Store> store, Bench& bench) {
  constexpr int kEvents = 40'000;
  constexpr std::chrono::microseconds kBetween{250};
  std::vector<double> took(kEvents);
  std::size_t refused = 0;
  std::size_t batches = 0;
  auto loop = start_commit_loop(std::move(store), {}, [&](const CommitStats&) { ++batches; });
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  for (int i = 0; i < kEvents; ++i) {
    const auto at = start + i * kBetween;
    std::this_thread::sleep_until(at);
    const auto run = [&bench, i](Store& s) {
      i % 4 == 0 ? static_cast<void>(bench.receive(s)) : bench.hear_some_status(s);
    };
    const auto done = [&took, i, at](Committed) {
      took[static_cast<std::size_t>(i)] = Micros(std::chrono::steady_clock::now() - at).count() / 1'000;
    };
    if (!loop->submit({.run = run, .done = done})) ++refused;
  }
  loop->stop();
  const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  std::sort(took.begin(), took.end());
  const auto percentile = [&](int of_thousand) {
    return took[static_cast<std::size_t>(kEvents / 1'000 * of_thousand)];
  };
  return {{"p50_ms", percentile(500)}, {"p99_ms", percentile(990)},  {"p999_ms", percentile(999)},
          {"max_ms", took.back()},     {"refused", refused},         {"batches", batches},
          {"processor_seconds", busy}, {"seconds", kEvents * 250e-6}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) return 2;
  const std::filesystem::path folder = argv[1];
  const std::filesystem::path path = folder / (argc == 5 ? "full.db" : "empty.db");
  if (argc == 2) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  }
  const bool fresh = !std::filesystem::exists(path);
  StoreOptions options;
  options.url = "sqlite://" + std::filesystem::absolute(path).string();
  if (fresh) open_store(options);
  if (fresh && argc == 5) {
    fill(path, {.people = std::atoll(argv[2]), .tickets = std::atoll(argv[3]), .messages = std::atoll(argv[4])});
  }
  const auto opening = std::chrono::steady_clock::now();
  auto store = open_store(options);
  const double open_ms = Micros(std::chrono::steady_clock::now() - opening).count() / 1'000;

  Bench bench(*store);
  nlohmann::json report{{"file_bytes", std::filesystem::file_size(path)}, {"open_ms", open_ms}, {"batch", kBatch}};
  report["insert_us"] = bench.measure(kTurns, [&] { bench.insert_event(); });
  report["turn_us"] = bench.measure(kTurns, [&] { bench.turn(); });
  report["answer_us"] = bench.measure(kTurns, [&] { bench.receive(*store); });
  report["at_maximum"] = acknowledge_at_maximum(std::move(store), bench);
  std::printf("%s\n", report.dump(2).c_str());
  return 0;
}
