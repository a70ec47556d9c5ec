#include "bot/retention_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"

namespace sportello::bot {
namespace {

using flows::KeptData;
using storage::AgingTable;

constexpr int kAgingBatch = 200;
constexpr std::chrono::hours kAgeEvery{24};
/// A start has more urgent things to do.
constexpr std::chrono::minutes kAfterStart{10};
/// Meta tells of a message that did not arrive within days.
constexpr std::chrono::days kNoticesKept{14};

struct Place {
  std::size_t table = 0;
  std::int64_t after = 0;
};

Place place_in(const std::string& data) {
  const auto json = flows::parse_json(data);
  if (!json || !json->is_object()) return {};
  return {json->value("table", std::size_t{0}), json->value("after", std::int64_t{0})};
}

void set_timer(storage::Store& store, flows::Instant due, const Place& place) {
  const auto data = flows::print_json({{"table", place.table}, {"after", place.after}});
  store.timers().set({0, std::string(kRetentionTimer), std::string(kRetentionTimer), std::nullopt, std::nullopt, due, data});
}

/// Nothing of the table can be over: all that came later is younger.
bool is_young(const flows::Retention& retention, AgingTable table, const storage::AgingRow& row, flows::Instant now) {
  if (table != AgingTable::Attachments) return !is_over(retention, kind_of(table, row), row.at, now);
  return !is_over(retention, KeptData::Voice, row.at, now) && !is_over(retention, KeptData::Media, row.at, now);
}

}  // namespace

KeptData kind_of(AgingTable table, const storage::AgingRow& row) {
  switch (table) {
    case AgingTable::Events:
    case AgingTable::HookDeliveries:
      return KeptData::RawLog;
    case AgingTable::Attachments:
      return flows::kind_of_attachment(row.kind);
    case AgingTable::Messages:
    case AgingTable::Outbox:
      return KeptData::Messages;
    case AgingTable::Mails:
    case AgingTable::ReceivedMails:
      return KeptData::Mail;
    case AgingTable::Audit:
      return KeptData::Audit;
  }
  return KeptData::Audit;
}

void watch_retention(storage::Store& store, flows::Instant now) {
  set_timer(store, now + kAfterStart, {});
}

void fire_retention(storage::Store& store, const DeskOptions& options, const storage::TimerRow& timer,
                    flows::Instant now, Afterwards& after) {
  auto& aging = storage::aging_of(store);
  Place place = place_in(timer.data);
  if (place.table == 0 && place.after == 0) aging.remove_notices(now - kNoticesKept);
  after.timers = true;
  if (place.table >= storage::kAgingTables.size()) return set_timer(store, now + kAgeEvery, {});
  const AgingTable table = storage::kAgingTables.at(place.table);
  const auto rows = aging.oldest(table, place.after, kAgingBatch);
  bool young = rows.size() < static_cast<std::size_t>(kAgingBatch);
  for (const auto& row : rows) {
    place.after = row.id;
    if (is_young(options.retention, table, row, now)) {
      young = true;
      break;
    }
    if (row.needed || !is_over(options.retention, kind_of(table, row), row.at, now)) continue;
    aging.remove(table, row.id);
    // Before the commit: should that fail, the row is found again and the file is gone already.
    if (!row.file.empty() && !aging.is_used(row.file) && options.drop_file) options.drop_file(row.file);
  }
  if (young) place = {place.table + 1, 0};
  const bool more = place.table < storage::kAgingTables.size();
  set_timer(store, more ? now : now + kAgeEvery, more ? place : Place{});
}

std::vector<RetentionLine> look_at_retention(storage::Store& store, const flows::Retention& retention,
                                             flows::Instant now) {
  std::vector<RetentionLine> lines;
  for (const KeptData kind : flows::kKeptData) lines.push_back({kind, std::nullopt, 0});
  auto& aging = storage::aging_of(store);
  for (const AgingTable table : storage::kAgingTables) {
    std::int64_t after = 0;
    bool young = false;
    for (auto rows = aging.oldest(table, after, kAgingBatch); !rows.empty() && !young;
         rows = aging.oldest(table, after, kAgingBatch)) {
      for (const auto& row : rows) {
        after = row.id;
        young = is_young(retention, table, row, now);
        if (row.needed) continue;
        auto& line = lines.at(static_cast<std::size_t>(kind_of(table, row)));
        if (!line.oldest || row.at < *line.oldest) line.oldest = row.at;
        if (is_over(retention, line.kind, row.at, now)) ++line.over;
      }
    }
  }
  return lines;
}

}  // namespace sportello::bot
