#include "bot/channel_watch.h"

#include <algorithm>
#include <utility>

#include "bot/mail_desk.h"
#include "webhooks/whatsapp/errors.h"

namespace sportello::bot {
namespace {

constexpr std::chrono::minutes kSilence{30};
constexpr int kDeadToken = 190;

ChannelConcern dead_token(const TokenFacts& token) {
  webhooks::GraphError error;
  error.code = kDeadToken;
  const webhooks::Reaction reaction = reaction_to(error);
  const std::string why = token.fault.empty() ? "" : ": " + token.fault;
  return {"token",
          kDeadToken,
          {"Il token di accesso non è più valido" + why, "The access token is not valid any more" + why},
          {std::string(reaction.remedy_it), std::string(reaction.remedy_en)}};
}

ChannelConcern lost_template(const std::string& name, const std::string& language, const std::string& status) {
  const bool missing = status.empty();
  const std::string label = name + " (" + language + ")";
  return {"template." + name + "." + language,
          0,
          {"Il modello " + label + (missing ? " non esiste in WhatsApp Manager" : " non è approvato: " + status),
           "Template " + label + (missing ? " does not exist in WhatsApp Manager" : " is not approved: " + status)},
          {"Controllare i modelli in WhatsApp Manager; intanto, passate le 24 ore, si usano la mail o il telefono",
           "Look at the templates in WhatsApp Manager; meanwhile, past the 24 hours, mail or the telephone is used"}};
}

ChannelConcern silence() {
  return {"silence",
          0,
          {"WhatsApp accetta i nostri messaggi ma da più di mezz'ora non ci comunica più nulla",
           "WhatsApp takes our messages but has told us nothing for more than half an hour"},
          {"Controllare l'indirizzo del webhook e il proxy con sportello doctor",
           "Check the webhook's address and the proxy with sportello doctor"}};
}

}  // namespace

std::vector<ChannelConcern> concerns_of(const MetaFacts& facts, const Numbers& numbers) {
  std::vector<ChannelConcern> concerns;
  if (facts.token && !facts.token->valid) concerns.push_back(dead_token(*facts.token));
  for (const auto& [id, number] : facts.numbers) {
    const auto business = numbers.find(flows::PhoneNumberId{id});
    const auto account = number ? facts.accounts.find(number->account()) : facts.accounts.end();
    if (business == numbers.end() || account == facts.accounts.end() || !account->second) continue;
    const auto& templates = account->second->templates;
    for (const auto& by_purpose : business->second->templates) {
      const flows::MessageTemplate& wanted = by_purpose.second;
      for (const std::string& language : wanted.languages) {
        const auto found = std::find_if(templates.begin(), templates.end(), [&, &language = language](const auto& each) {
          return each.name == wanted.name && each.language == language;
        });
        const std::string status = found == templates.end() ? std::string{} : found->status;
        if (status != "APPROVED") concerns.push_back(lost_template(wanted.name, language, status));
      }
    }
  }
  return concerns;
}

bool Echo::is_silent(flows::Instant now) const {
  return unheard_since_ && now - *unheard_since_ >= kSilence;
}

ChannelWatch::ChannelWatch(storage::CommitLoop& commits, Clock& clock, const Desk& desk, const Sender& sender, Ask ask,
                           std::function<void(Afterwards)> publish, ChannelWatchOptions options)
    : commits_(commits),
      clock_(clock),
      desk_(desk),
      sender_(sender),
      ask_(std::move(ask)),
      publish_(std::move(publish)),
      options_(options) {}

ChannelWatch::~ChannelWatch() {
  stop();
}

void ChannelWatch::start() {
  next_ask_ = std::chrono::steady_clock::now() + options_.ask_first;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (ask_ && std::chrono::steady_clock::now() >= next_ask_) ask();
      const flows::Instant now = clock_.now();
      tell(look(now), now);
      wakeup_.wait(stop, std::min(options_.look, options_.ask_first));
    }
  });
}

void ChannelWatch::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

void ChannelWatch::heard() {
  const flows::Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  echo_.heard(now);
}

void ChannelWatch::clock_moved() {
  {
    const std::lock_guard lock(mutex_);
    last_sent_ = sender_.last_success();
    echo_.forget_sent();
  }
  wake();
}

std::vector<ChannelConcern> ChannelWatch::concerns() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::optional<flows::Instant> ChannelWatch::last_heard() const {
  const std::lock_guard lock(mutex_);
  return echo_.last_heard();
}

void ChannelWatch::ask() {
  next_ask_ = std::chrono::steady_clock::now() + options_.ask;
  auto concerns = concerns_of(ask_(), desk_.numbers());
  const std::lock_guard lock(mutex_);
  from_meta_ = std::move(concerns);
}

std::vector<ChannelConcern> ChannelWatch::look(flows::Instant now) {
  const auto trouble = sender_.trouble();
  const auto sent = sender_.last_success();
  const std::lock_guard lock(mutex_);
  if (sent && sent != last_sent_) echo_.sent(*sent);
  last_sent_ = sent;
  std::vector<ChannelConcern> concerns;
  if (trouble) {
    concerns.push_back(
        {"sending", trouble->code, {trouble->text, trouble->text}, {trouble->remedy_it, trouble->remedy_en}});
  }
  if (echo_.is_silent(now)) concerns.push_back(silence());
  for (const ChannelConcern& each : from_meta_) {
    // The sender has said it already, with the refusal itself.
    if (each.id != "token" || !trouble) concerns.push_back(each);
  }
  current_ = concerns;
  return concerns;
}

bool ChannelWatch::tell(const std::vector<ChannelConcern>& current, flows::Instant now) {
  std::set<std::string> ids;
  for (const ChannelConcern& each : current) ids.insert(each.id);
  if (ids == told_ || desk_.numbers().empty()) return true;
  const flows::Business& business = *desk_.numbers().begin()->second;
  Afterwards after;
  const auto write = [&](storage::Store& store) {
    after = {};
    const Scene scene{business, {}, {}, {}, now, desk_.mail()};
    for (const ChannelConcern& each : current) {
      if (told_.contains(each.id)) continue;
      flows::Params params{{"text", each.problem.in(business.language)}, {"remedy", each.remedy.in(business.language)}};
      if (each.code != 0) params["code"] = std::to_string(each.code);
      const char* what = each.id == "sending" ? "team.channel_down" : "team.channel_concern";
      notify_team(store, scene, nullptr, what, params, "channel:" + each.id + ":" + flows::iso_utc(now).substr(0, 10),
                  after);
    }
    if (told_.contains("sending") && !ids.contains("sending")) {
      notify_team(store, scene, nullptr, "team.channel_up", {}, "channel:up:" + flows::iso_utc(now), after);
    }
  };
  if (commits_.run_and_wait(write) == storage::Committed::No) return false;
  told_ = std::move(ids);
  after.news.push_back({webhooks::DeskNews::Kind::DeskChanged, {}, {}});
  publish_(std::move(after));
  return true;
}

}  // namespace sportello::bot
