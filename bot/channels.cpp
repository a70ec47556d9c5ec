#include "bot/channels.h"

#include <utility>

namespace sportello::bot {
namespace {

const flows::PhoneNumberId kAll{};

}  // namespace

Channels::Leave Channels::leave_for(const flows::PhoneNumberId& number, Time now) const {
  Leave leave = Leave::Send;
  for (const flows::PhoneNumberId& which : {kAll, number}) {
    const auto down = down_.find(which);
    if (down == down_.end()) continue;
    if (now - down->second.tried < probe_) return Leave::Wait;
    leave = Leave::Probe;
  }
  return leave;
}

void Channels::probing(const flows::PhoneNumberId& number, Time now) {
  for (const flows::PhoneNumberId& which : {kAll, number}) {
    if (const auto down = down_.find(which); down != down_.end()) down->second.tried = now;
  }
}

bool Channels::went_down(const flows::PhoneNumberId& number, Reach reach, ChannelTrouble trouble, Time now) {
  return down_.try_emplace(reach == Reach::Token ? kAll : number, Down{std::move(trouble), now}).second;
}

bool Channels::is_up(const flows::PhoneNumberId& number) {
  return down_.erase(kAll) + down_.erase(number) > 0;
}

std::optional<ChannelTrouble> Channels::trouble() const {
  if (down_.empty()) return std::nullopt;
  return down_.begin()->second.trouble;
}

}  // namespace sportello::bot
