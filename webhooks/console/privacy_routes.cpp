#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/erasing_port.h"
#include "webhooks/console/members.h"
#include "webhooks/console/person_copy.h"
#include "webhooks/console/routes.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

flows::Error no_person() {
  return fail(Errc::NotFound, "There is no such person.");
}

std::optional<storage::PersonRow> person_asked(const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  return id ? call.reader.person(flows::PersonId{*id}) : std::nullopt;
}

json counted_json(const storage::ErasureReport& report) {
  json removed = json::array();
  for (const auto& [what, count] : report.removed) {
    if (count > 0) removed.push_back({{"what", what}, {"count", count}});
  }
  return {{"removed", std::move(removed)}, {"kept_tickets", report.kept_tickets}};
}

/// What one types to say that this person is meant: their name, else what they are known by.
std::string label_of(storage::Reader& reader, const storage::PersonRow& person) {
  if (!person.name.empty()) return person.name;
  if (!person.profile_name.empty()) return person.profile_name;
  if (!person.email.empty()) return person.email;
  const auto aliases = reader.aliases(person.id);
  return aliases.empty() ? std::to_string(person.id.value) : aliases.front().value;
}

void copy(Api& api, const ApiCall& call) {
  const auto person = person_asked(call);
  if (!person) return call.refuse(no_person());
  const auto now = api.options.now();
  auto copied = person_copy_json(call.reader, *person, api.business(person->business), now);
  api.write(
      call.replier,
      [id = person->id, who = call.visitor.who, now](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.audit().add(
            {.id = 0, .at = now, .who = who, .what = "person's data copied", .data = person_named_json(id)});
        return {};
      },
      [copied = std::move(copied), id = person->id] {
        return api_json(copied).with("Content-Disposition",
                                     "attachment; filename=\"person-" + std::to_string(id.value) + ".json\"");
      });
}

void preview(const Api& api, const ApiCall& call) {
  const auto person = person_asked(call);
  if (!person) return call.refuse(no_person());
  const auto report = api.options.erasing->preview(person->id);
  if (!report) return call.refuse(report.error());
  auto told = counted_json(*report);
  told["name"] = label_of(call.reader, *person);
  call.replier.send(api_json(told));
}

void erase(const Api& api, const ApiCall& call) {
  const auto person = person_asked(call);
  if (!person) return call.refuse(no_person());
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  static const auto kUtc = flows::Zone::find("UTC");
  Members members(*body, *kUtc);
  const auto typed = members.text("name", kLongestName);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  const auto name = label_of(call.reader, *person);
  if (flows::fold(typed) != flows::fold(name)) {
    return call.refuse(fail(Errc::Invalid, "This is not the person's name: nothing was erased.",
                            {"erasure_other_name", {{"name", name}}}));
  }
  const auto erased = api.options.erasing->erase(person->id, call.visitor.who);
  if (!erased) return call.refuse(erased.error());
  auto told = counted_json(erased->report);
  told["files"] = erased->files;
  told["left"] = erased->report.left;
  told["compacted"] = erased->report.compacted;
  told["proven"] = erased->proven();
  told["copies"] = erased->copies;
  call.replier.send(api_json(told));
}

}  // namespace

void add_privacy_routes(Api& api, Router& router) {
  const auto right = flows::Right::Customers;
  api.post(router, "/people/{id}/copy", [&api](const ApiCall& call) { copy(api, call); }, right);
  if (api.options.erasing == nullptr) return;
  api.get(router, "/people/{id}/erasure", [&api](const ApiCall& call) { preview(api, call); }, right);
  api.post(router, "/people/{id}/erase", [&api](const ApiCall& call) { erase(api, call); }, right);
}

}  // namespace sportello::webhooks
