#include <nlohmann/json.hpp>
#include <utility>

#include "flows/wording/message.h"
#include "storage/workplace.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::size_t kTitle = 80;

Response list_answers(const ApiCall& call) {
  json answers = json::array();
  for (const auto& answer : call.reader.canned_answers()) {
    answers.push_back({{"id", answer.id},
                       {"business", answer.business.value.empty() ? json() : json(answer.business.value)},
                       {"title", answer.title},
                       {"text", answer.text},
                       {"author", answer.author}});
  }
  return api_json({{"answers", std::move(answers)}});
}

void save_answer(Api& api, const ApiCall& call, std::int64_t id) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  storage::CannedAnswerRow answer{.id = id,
                                  .business = {members.text("business", kLongestName, Need::Optional)},
                                  .title = members.text("title", kTitle),
                                  .text = members.text("text", flows::limits::kText),
                                  .author = call.visitor.name,
                                  .updated_at = api.options.now()};
  if (!answer.business.value.empty() && api.business(answer.business) == nullptr)
    members.fault("business", "is none of this desk's");
  if (const auto fault = members.faults()) return call.refuse(*fault);
  api.write(
      call.replier,
      [answer, who = call.visitor.who](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.workplace().save_answer(answer);
        store.audit().add({.id = 0,
                           .at = answer.updated_at,
                           .who = who,
                           .what = "canned answer saved",
                           .data = json{{"title", answer.title}}.dump()});
        return {};
      },
      [] { return Response::no_content(); });
}

void remove_answer(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id")).value_or(0);
  api.write(
      call.replier,
      [id, who = call.visitor.who, now = api.options.now()](storage::Store& store,
                                                            std::vector<DeskNews>&) -> flows::Result<void> {
        if (!store.workplace().remove_answer(id))
          return flows::fail(flows::Errc::NotFound, "There is no such answer.");
        store.audit().add({.id = 0, .at = now, .who = who, .what = "canned answer removed", .data = "{}"});
        return {};
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_canned_answer_routes(Api& api, Router& router) {
  const auto right = flows::Right::Setup;
  api.get(router, "/canned-answers", [](const ApiCall& call) { call.replier.send(list_answers(call)); });
  api.post(router, "/canned-answers", [&api](const ApiCall& call) { save_answer(api, call, 0); }, right);
  api.post(
      router, "/canned-answers/{id}",
      [&api](const ApiCall& call) { save_answer(api, call, read_id(call.request.param("id")).value_or(-1)); }, right);
  api.post(router, "/canned-answers/{id}/remove", [&api](const ApiCall& call) { remove_answer(api, call); }, right);
}

}  // namespace sportello::webhooks
