#include "tests/contract/whatsapp_payloads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/core/time.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

const std::filesystem::path& folder() {
  static const std::filesystem::path path = std::filesystem::path(SPORTELLO_TEST_DATA) / "webhooks";
  return path;
}

json print_identity(const flows::Identity& person) {
  return {person.wa_id, person.bsuid, person.parent_bsuid, person.username, person.profile_name};
}

json print_error(const GraphError& error) {
  return {
      error.code ? json(*error.code) : json(), error.subcode, error.title, error.details, error.trace, error.transient};
}

json print_content(const flows::CustomerMessage& message) {
  return to_json(message);
}
json print_content(const StatusUpdate& status) {
  json out = {status.id.value,      static_cast<int>(status.state),   status.spelling, flows::iso_utc(status.at),
              status.callback_data, print_identity(status.recipient), status.group};
  if (status.pricing) {
    out.push_back({status.pricing->billable, status.pricing->model, status.pricing->type, status.pricing->category,
                   status.pricing->subtype});
  }
  for (const GraphError& error : status.errors) out.push_back(print_error(error));
  return out;
}
json print_content(const IdentityChange& change) {
  return {static_cast<int>(change.kind), change.id.value, flows::iso_utc(change.at), print_identity(change.before),
          print_identity(change.after),  change.body};
}
json print_content(const AccountUpdate& update) {
  json what = flows::match(
      update.what,
      [](const TemplateChange& change) {
        return json{change.id,     change.name,    change.language, change.event,
                    change.reason, change.quality, change.category};
      },
      [](const MarketingPreference& preference) {
        return json{print_identity(preference.from), preference.category, preference.spelling};
      },
      [](const AccountNotice& notice) {
        return json{notice.event, notice.severity, notice.details};
      });
  return {update.field, update.account, update.phone, flows::iso_utc(update.at), std::move(what)};
}
json print_content(const ChannelError& error) {
  return print_error(error.error);
}
json print_content(const UnknownUpdate& unknown) {
  return {unknown.field, unknown.what};
}

}  // namespace

std::string payload(const std::string& name) {
  std::ifstream file(folder() / (name + ".json"), std::ios::binary);
  if (!file) throw std::runtime_error("no payload " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> payload_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

Update only_update(const std::string& name) {
  const Batch batch = parse_batch(payload(name));
  EXPECT_EQ(batch.fault, BatchFault::None) << name;
  EXPECT_EQ(batch.updates.size(), 1U) << name;
  return batch.updates.at(0);
}

std::string body_with(const std::string& list, const std::string& elements) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{)"
         R"("messaging_product":"whatsapp","metadata":{"display_phone_number":"390454684131","phone_number_id":"200"},")" +
         list + "\":[" + elements + "]}}]}]}";
}

std::string print(const Update& update) {
  const json content = flows::match(update.content, [](const auto& what) { return print_content(what); });
  return flows::print_json({update.key, update.to.value, update.raw, update.content.index(), content});
}

}  // namespace sportello::webhooks
