#include <nlohmann/json.hpp>
#include <utility>

#include "storage/customer_notes.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

constexpr std::size_t kLongestNote = 2'000;

json note_json(const storage::CustomerNoteRow& note, const std::string& company) {
  return {{"id", note.id},
          {"company", company.empty() ? json() : json(company)},
          {"at", flows::iso_utc(note.at)},
          {"who", note.who},
          {"text", note.text}};
}

void add_company_notes(storage::Reader& reader, const storage::CompanyRow& company, json& list) {
  for (const auto& note : storage::customer_notes_of(reader).of_company(company.id)) {
    list.push_back(note_json(note, company.name));
  }
}

/// A person's own notes, then those of the companies they write for.
void show_person_notes(const ApiCall& call) {
  const flows::PersonId person{read_id(call.request.param("id")).value_or(0)};
  json list = json::array();
  for (const auto& note : storage::customer_notes_of(call.reader).of_person(person)) list.push_back(note_json(note, {}));
  for (const auto& company : storage::customers_of(call.reader).companies_of(person)) {
    add_company_notes(call.reader, company, list);
  }
  call.replier.send(api_json({{"notes", std::move(list)}}));
}

void show_company_notes(const ApiCall& call) {
  const auto company =
      storage::customers_of(call.reader).company(storage::CompanyId{read_id(call.request.param("id")).value_or(0)});
  if (!company) return call.refuse(fail(Errc::NotFound, "There is no such company."));
  json list = json::array();
  add_company_notes(call.reader, *company, list);
  call.replier.send(api_json({{"notes", std::move(list)}}));
}

/// `of_company`: the address names a company, else a person.
void add_note(Api& api, const ApiCall& call, bool of_company) {
  const auto id = read_id(call.request.param("id")).value_or(0);
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  storage::CustomerNoteRow note;
  note.text = members.text("text", kLongestNote);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  note.at = api.options.now();
  note.who = call.visitor.who;
  if (of_company) {
    note.company = storage::CompanyId{id};
  } else {
    note.person = flows::PersonId{id};
  }
  api.write(
      call.replier,
      [note](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        const bool known = note.company ? storage::customers_of(store).company(*note.company).has_value()
                                        : store.people().find(*note.person).has_value();
        if (!known) return fail(Errc::NotFound, "There is no such customer.");
        const auto added = storage::customer_notes_of(store).add(note);
        store.audit().add({.id = 0, .at = note.at, .who = note.who, .what = "customer note added",
                           .data = json{{"note", added}}.dump()});
        return {};
      },
      [] { return Response::no_content(); });
}

void remove_note(Api& api, const ApiCall& call) {
  api.write(
      call.replier,
      [id = read_id(call.request.param("id")).value_or(0), who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto& notes = storage::customer_notes_of(store);
        if (!notes.find(id)) return fail(Errc::NotFound, "There is no such note.");
        notes.remove(id);
        store.audit().add(
            {.id = 0, .at = now, .who = who, .what = "customer note removed", .data = json{{"note", id}}.dump()});
        return {};
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_note_routes(Api& api, Router& router) {
  api.get(router, "/people/{id}/notes", [](const ApiCall& call) { show_person_notes(call); });
  api.post(router, "/people/{id}/notes", [&api](const ApiCall& call) { add_note(api, call, false); });
  api.get(router, "/companies/{id}/notes", [](const ApiCall& call) { show_company_notes(call); });
  api.post(router, "/companies/{id}/notes", [&api](const ApiCall& call) { add_note(api, call, true); });
  api.post(router, "/notes/{id}/remove", [&api](const ApiCall& call) { remove_note(api, call); });
}

}  // namespace sportello::webhooks
