#include "bot/template_desk.h"

#include <algorithm>

namespace sportello::bot {
namespace {

/// The status after an event of message_template_status_update (Meta, webhooks reference).
std::string status_after(const std::string& event) {
  const bool good_again = event == "REINSTATED" || event == "UNARCHIVED";
  return good_again ? "APPROVED" : event;
}

bool names(const flows::Business& business, const std::string& name) {
  return std::any_of(business.templates.begin(), business.templates.end(),
                     [&](const auto& one) { return one.second.name == name; });
}

}  // namespace

std::string note_account_news(storage::Store& store, const Numbers& numbers, const webhooks::AccountUpdate& news,
                              flows::Instant now, Afterwards& after) {
  const auto* change = std::get_if<webhooks::TemplateChange>(&news.what);
  if (change == nullptr) return "account news kept: " + news.field;
  std::string outcome = "news of a template that no profile names: kept";
  for (const auto& [number, business] : numbers) {
    if (!names(*business, change->name)) continue;
    storage::TemplateRow row;
    row.business = business->id;
    row.name = change->name;
    row.language = change->language;
    if (const auto known = store.templates().find(row.business, row.name, row.language)) {
      // Another account's template of the same name is none of ours.
      const bool other = !known->remote_id.empty() && !change->id.empty() && known->remote_id != change->id;
      if (other) continue;
      row = *known;
    }
    if (row.remote_id.empty()) row.remote_id = change->id;
    if (!change->event.empty()) {
      row.status = status_after(change->event);
      row.reason = change->reason;
    }
    if (!change->quality.empty()) row.quality = change->quality;
    if (!change->category.empty()) row.category = change->category;
    row.updated_at = now;
    store.templates().put(row);
    outcome = "template " + row.name + " (" + row.language + ") is " + row.status;
    after.news.push_back({webhooks::DeskNews::Kind::DeskChanged, {}, {}});
  }
  return outcome;
}

}  // namespace sportello::bot
