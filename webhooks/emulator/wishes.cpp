#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "webhooks/emulator/phone_json.h"

namespace sportello::webhooks::emulator {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr const char* kZone = "Europe/Rome";

json optional_ms(const std::optional<milliseconds>& value) {
  return value ? json(value->count()) : json(nullptr);
}

Result<void> take(const std::string& key, const json& value, bool& into) {
  if (!value.is_boolean()) return fail(Errc::Invalid, key + " must be true or false");
  into = value.get<bool>();
  return {};
}

Result<void> take(const std::string& key, const json& value, int& into, int min, int max) {
  if (!value.is_number_integer() || value.get<std::int64_t>() < min || value.get<std::int64_t>() > max) {
    return fail(Errc::Invalid,
                key + " must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  into = value.get<int>();
  return {};
}

Result<void> take(const std::string& key, const json& value, milliseconds& into) {
  int count = 0;
  if (auto done = take(key, value, count, 0, 3'600'000); !done) return done;
  into = milliseconds(count);
  return {};
}

Result<void> take(const std::string& key, const json& value, std::optional<milliseconds>& into) {
  if (value.is_null()) {
    into.reset();
    return {};
  }
  milliseconds wait{};
  if (auto done = take(key, value, wait); !done) return done;
  into = wait;
  return {};
}

Result<void> take_policy(Policy& policy, const std::string& key, const json& value) {
  if (key == "delivered_after_ms") return take(key, value, policy.delivered_after);
  if (key == "read_after_ms") return take(key, value, policy.read_after);
  if (key == "statuses") return take(key, value, policy.statuses);
  if (key == "paused") return take(key, value, policy.paused);
  if (key == "copies") return take(key, value, policy.copies, 1, 10);
  if (key == "delay_ms") return take(key, value, policy.delay);
  if (key == "disorder_ms") return take(key, value, policy.disorder);
  if (key == "batch") return take(key, value, policy.batch, 1, 1000);
  if (key == "pair_limit") return take(key, value, policy.pair_limit);
  if (key == "throughput_limit") return take(key, value, policy.throughput_limit);
  if (key == "window_as_status") return take(key, value, policy.window_as_status);
  if (key == "coexistence") return take(key, value, policy.coexistence);
  if (key == "approve_templates") return take(key, value, policy.approve_templates);
  return fail(Errc::Invalid, "there is no policy '" + key + "'");
}

std::string_view name_of_kind(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::Graph:
      return "graph";
    case Fault::Kind::Http:
      return "http";
    case Fault::Kind::Silence:
      return "silence";
    case Fault::Kind::Cut:
      return "cut";
  }
  return "";
}

}  // namespace

json policy_view(const Policy& policy) {
  return {{"delivered_after_ms", optional_ms(policy.delivered_after)},
          {"read_after_ms", optional_ms(policy.read_after)},
          {"statuses", policy.statuses},
          {"paused", policy.paused},
          {"copies", policy.copies},
          {"delay_ms", policy.delay.count()},
          {"disorder_ms", policy.disorder.count()},
          {"batch", policy.batch},
          {"pair_limit", policy.pair_limit},
          {"throughput_limit", policy.throughput_limit},
          {"window_as_status", policy.window_as_status},
          {"coexistence", policy.coexistence},
          {"approve_templates", policy.approve_templates}};
}

json fault_view(const Fault& fault) {
  return {{"for", fault.on},
          {"kind", name_of_kind(fault.kind)},
          {"code", fault.fault.code},
          {"accepted", fault.accepted},
          {"customer", fault.customer},
          {"times", fault.times}};
}

Result<void> change_policy(Policy& policy, const json& wishes) {
  if (!wishes.is_object()) return fail(Errc::Invalid, "the policy is a JSON object");
  Policy changed = policy;
  for (const auto& [key, value] : wishes.items()) {
    if (auto done = take_policy(changed, key, value); !done) return done;
  }
  policy = std::move(changed);
  return {};
}

Result<Fault> fault_from(const json& wish) {
  if (!wish.is_object()) return fail(Errc::Invalid, "a fault is a JSON object");
  Fault fault;
  try {
    fault.on = wish.value("for", "send");
    const std::string kind = wish.value("kind", wish.contains("code") ? "graph" : "http");
    if (kind == "silence") fault.kind = Fault::Kind::Silence;
    if (kind == "cut") fault.kind = Fault::Kind::Cut;
    if (kind == "http") fault.kind = Fault::Kind::Http;
    fault.fault.code = wish.value("code", 131000);
    fault.fault.subcode = wish.value("subcode", 0);
    fault.fault.details = wish.value("details", "The emulator was told to answer so");
    fault.fault.http_status = wish.value("http_status", fault.kind == Fault::Kind::Http ? 502 : 0);
    fault.retry_after = wish.value("retry_after", 0);
    fault.accepted = wish.value("accepted", false);
    fault.customer = wish.value("customer", "");
    fault.times = wish.value("times", 1);
    if (name_of_kind(fault.kind) != kind) return fail(Errc::Invalid, "there is no kind '" + kind + "' of fault");
  } catch (const json::exception&) {
    return fail(Errc::Invalid, "a value of the fault has the wrong type");
  }
  if (fault.times < 1 || fault.times > 1'000'000) return fail(Errc::Invalid, "times must be at least 1");
  if (fault.kind == Fault::Kind::Http && (fault.fault.http_status < 200 || fault.fault.http_status > 599)) {
    return fail(Errc::Invalid, "http_status must be 200 to 599");
  }
  return fault;
}

json clock_view(flows::Instant now) {
  json view = {{"now", now.time_since_epoch().count()}, {"iso", flows::iso_utc(now)}, {"zone", kZone}};
  if (const auto zone = flows::Zone::find(kZone)) view["local"] = flows::iso_local(now, *zone);
  return view;
}

Result<flows::Instant> clock_from(const json& wish, flows::Instant now) {
  const auto zone = flows::Zone::find(kZone);
  if (!zone) return zone.error();
  if (!wish.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  if (wish.contains("at") && wish["at"].is_string()) return flows::parse_instant(wish["at"].get<std::string>(), *zone);
  if (wish.contains("forward_seconds") && wish["forward_seconds"].is_number_integer()) {
    const auto seconds = wish["forward_seconds"].get<std::int64_t>();
    if (seconds < 0 || seconds > 400LL * 86'400) return fail(Errc::Invalid, "forward_seconds: up to 400 days");
    return now + std::chrono::seconds(seconds);
  }
  const auto next = wish.find("next");
  if (next == wish.end() || !next->is_object()) return fail(Errc::Invalid, "give at, forward_seconds or next");
  const auto weekday = next->find("weekday");
  const auto time = next->find("time");
  if (weekday == next->end() || !weekday->is_number_unsigned() || weekday->get<unsigned>() > 6 || time == next->end() ||
      !time->is_string()) {
    return fail(Errc::Invalid, "next wants a weekday from 0 (Sunday) to 6 and a time");
  }
  const auto minute = flows::parse_clock(time->get<std::string>());
  if (!minute) return minute.error();
  flows::Date day = zone->to_local(now).date;
  for (int i = 0; i < 8; ++i, day = flows::plus_days(day, 1)) {
    const flows::Instant at = zone->to_instant(day, *minute);
    if (flows::weekday_of(day).c_encoding() == weekday->get<unsigned>() && at > now) return at;
  }
  return fail(Errc::Internal, "no such day within a week");
}

}  // namespace sportello::webhooks::emulator
