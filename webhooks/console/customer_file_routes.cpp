#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "flows/customers/customer_file.h"
#include "storage/customer_import.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/routes.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

/// What became of a file, or would become.
struct Imported {
  std::size_t lines = 0;
  storage::ImportReport report;
  bool written = false;
};

json faults_json(const std::vector<flows::CsvFault>& faults) {
  json list = json::array();
  for (const auto& fault : faults) {
    auto told = reason_json(fault.reason);
    told.update({{"line", fault.line}, {"text", fault.text}});
    list.push_back(std::move(told));
  }
  return list;
}

json changes_json(const std::vector<storage::CustomerChange>& changes) {
  json list = json::array();
  for (const auto& change : changes) {
    auto told = reason_json(change.reason);
    told.update({{"line", change.line}, {"sign", std::string(1, change.sign)}, {"text", change.text}});
    list.push_back(std::move(told));
  }
  return list;
}

Response answer_of(const Imported& imported, bool preview) {
  if (!imported.report.faults.empty() && !preview) {
    return problem(fail(Errc::Invalid, "The file has faults: nothing was imported.", {"file_faults"}),
                   {{"faults", faults_json(imported.report.faults)}});
  }
  return api_json({{"lines", imported.lines},
                   {"written", imported.written},
                   {"changes", changes_json(imported.report.changes)},
                   {"faults", faults_json(imported.report.faults)}});
}

void import_file(Api& api, const ApiCall& call) {
  const auto* business = business_named(api, std::string(call.request.query.find("business").value_or("")));
  if (business == nullptr) return call.refuse(fail(Errc::Invalid, "\"business\" must name one of this desk's."));
  const auto said = call.request.query.find("dry_run").value_or("false");
  if (said != "true" && said != "false") return call.refuse(fail(Errc::Invalid, "\"dry_run\" must be true or false."));
  const bool preview = said == "true";
  auto file = flows::read_customers(call.request.body, *business);
  const auto imported = std::make_shared<Imported>();
  imported->lines = file.lines.size();
  if (!file.faults.empty()) {
    imported->report.faults = std::move(file.faults);
    call.replier.send(answer_of(*imported, preview));
    return;
  }
  const bool taken = api.desk.write(
      [imported, preview, business, lines = std::move(file.lines), who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        imported->report = storage::import_customers(store, *business, lines, now);
        // An error takes back everything that was written on the way.
        if (preview || !imported->report.faults.empty()) return fail(Errc::Conflict, "only looked at");
        store.audit().add({.id = 0, .at = now, .who = who, .what = "customers imported",
                           .data = json{{"lines", lines.size()}, {"changes", imported->report.changes.size()}}.dump()});
        imported->written = true;
        return {};
      },
      [imported, preview, replier = call.replier](const flows::Result<void>& done) {
        const bool broken = !done && done.error().code != Errc::Conflict;
        replier.send(broken ? problem(done.error()) : answer_of(*imported, preview));
      });
  if (!taken) call.replier.send(too_busy());
}

}  // namespace

void add_customer_file_routes(Api& api, Router& router) {
  api.post(router, "/customers/import", [&api](const ApiCall& call) { import_file(api, call); },
           flows::Right::Customers);
}

}  // namespace sportello::webhooks
