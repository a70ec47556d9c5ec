#include "tests/support/desk_bench.h"

#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "tests/support/profiles.h"

namespace sportello::test {

using namespace flows;

namespace {

std::shared_ptr<const Business> shipped(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const Business>> loaded;
  auto& business = loaded[name];
  if (!business) business = std::make_shared<const Business>(load_shipped(name));
  return business;
}

}  // namespace

DeskBench::DeskBench(const std::string& url, std::chrono::seconds gather, std::function<void(Business&)> change,
                     std::optional<bot::MailSettings> mail)
    : now(*parse_instant("2026-11-23T10:00", *Zone::find("Europe/Rome"))),
      url_(url),
      gather_(gather),
      change_(std::move(change)),
      mail_(std::move(mail)) {
  reopen();
}

void DeskBench::reopen() {
  store_.reset();
  storage::StoreOptions options;
  options.url = url_;
  options.now = now;
  store_ = storage::open_store(options);
  bot::Numbers numbers{{kLeotron, shipped("leotron")}, {kKzweb, shipped("kzweb")}};
  for (auto& [number, business] : numbers) {
    if (!change_) continue;
    auto changed = std::make_shared<Business>(*business);
    change_(*changed);
    business = std::move(changed);
  }
  desk_ = std::make_unique<bot::Desk>(
      std::move(numbers), bot::DeskOptions{gather_, std::chrono::seconds{120}, "https://desk.example", mail_});
}

webhooks::Update DeskBench::message(const std::string& from, Said said, const PhoneNumberId& to) {
  CustomerMessage message;
  message.id = Wamid{"wamid.in" + std::to_string(++messages_)};
  message.to = to;
  message.from.wa_id = from;
  message.from.profile_name = "Cliente";
  message.sent_at = now;
  message.said = std::move(said);
  webhooks::Update update;
  update.key = message.id.value;
  update.to = to;
  update.raw = "{}";
  update.content = std::move(message);
  return update;
}

webhooks::Update DeskBench::text(const std::string& from, const std::string& said, const PhoneNumberId& to) {
  return message(from, TextSaid{said}, to);
}

webhooks::Update DeskBench::status(const storage::OutboxRow& of, webhooks::StatusUpdate::State state) {
  webhooks::StatusUpdate status;
  status.id = of.wamid.value_or(Wamid{"wamid.out" + std::to_string(of.id.value)});
  status.state = state;
  status.at = now;
  status.callback_data = of.callback;
  webhooks::Update update;
  update.key = status.id.value + ":" + std::to_string(static_cast<int>(state));
  update.to = of.number;
  update.raw = "{}";
  update.content = std::move(status);
  return update;
}

bot::Afterwards DeskBench::deliver(const webhooks::Update& update) {
  bot::Afterwards after;
  with([&](storage::Store& store) { desk_->take(store, update, now, after); });
  now += std::chrono::seconds{10};
  return after;
}

void DeskBench::fire_due() {
  with([&](storage::Store& store) {
    for (const auto& timer : store.timers().due(now, 100)) {
      bot::Afterwards after;
      if (store.timers().take(timer.id)) desk_->fire(store, timer, now, after);
    }
  });
}

flows::Result<webhooks::ActionDone> DeskBench::act(const std::string& code, webhooks::TicketVerb verb) {
  flows::Result<webhooks::ActionDone> done = webhooks::ActionDone{};
  with([&](storage::Store& store) {
    bot::Afterwards after;
    done = bot::act(store, desk(), {code, std::move(verb), "operator:Marta", {}}, now, after);
  });
  return done;
}

storage::TicketRow DeskBench::ticket(const std::string& code) {
  storage::TicketRow row;
  with([&](storage::Store& store) { row = store.tickets().find_by_code(code).value(); });
  return row;
}

void DeskBench::with(const std::function<void(storage::Store&)>& work) {
  store_->begin();
  try {
    work(*store_);
  } catch (...) {
    store_->rollback();
    throw;
  }
  store_->commit();
}

std::vector<storage::OutboxRow> DeskBench::outbox(std::string_view state) {
  std::vector<storage::OutboxRow> rows;
  with([&](storage::Store& store) { rows = store.outbox().in_state(state, 0, 1000); });
  return rows;
}

std::vector<storage::TicketRow> DeskBench::tickets_of(const std::string& from, const BusinessId& business) {
  std::vector<storage::TicketRow> rows;
  with([&](storage::Store& store) {
    const auto person = store.people().find_by_alias(business, storage::AliasKind::WaId, from);
    if (person) rows = store.tickets().of_person(person->id, 100);
  });
  return rows;
}

std::string DeskBench::state_of(const std::string& from, const PhoneNumberId& to) {
  std::string state;
  with([&](storage::Store& store) {
    const BusinessId business = desk_->numbers().at(to)->id;
    const auto person = store.people().find_by_alias(business, storage::AliasKind::WaId, from);
    if (!person) return;
    if (const auto row = store.conversations().find_for(person->id, to)) state = row->state;
  });
  return state;
}

}  // namespace sportello::test
