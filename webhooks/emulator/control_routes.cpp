#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "embedded/emulator_samples.h"
#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/phone_json.h"
#include "webhooks/emulator/routes.h"
#include "webhooks/emulator/say.h"
#include "webhooks/emulator/statuses.h"
#include "webhooks/emulator/templates.h"

namespace sportello::webhooks::emulator {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;

/// The number a request names, or the first.
Result<Number*> number_named(World& world, const std::string& id) {
  Number* number = id.empty() ? &world.numbers.front() : find_number(world, id);
  if (!number) return fail(Errc::NotFound, "there is no number '" + id + "'");
  return number;
}

Result<Customer*> customer_named(World& world, const std::string& id) {
  Customer* customer = id.empty() ? &world.customers.front() : find_customer(world, id);
  if (!customer) return fail(Errc::NotFound, "there is no customer '" + id + "'");
  return customer;
}

struct Sample {
  std::string_view file;
  std::string_view mime;
};
Sample sample_for(std::string_view type) {
  if (type == "voice" || type == "audio")
    return {"vocale.ogg", type == "voice" ? "audio/ogg; codecs=opus" : "audio/ogg"};
  if (type == "document") return {"fattura.pdf", "application/pdf"};
  if (type == "sticker") return {"grazie.webp", "image/webp"};
  return {"etichetta.jpg", "image/jpeg"};
}

/// A deed with media but without a medium gets one of the samples.
void add_sample(World& world, const Number& number, json& deed, Moment now, Effects& effects) {
  const std::string type = flows::text_at(deed, "type");
  if (deed.contains("media") ||
      (type != "image" && type != "voice" && type != "audio" && type != "document" && type != "sticker")) {
    return;
  }
  const Sample sample = sample_for(type);
  const std::string_view bytes = embedded::emulator_samples(sample.file);
  const Media& kept = keep_media(world, number, std::string(sample.mime), std::string(sample.file),
                                 sha256_base64(bytes), bytes.size(), true, now);
  effects.files.push_back({kept.id, std::string(bytes)});
  deed["media"] = kept.id;
}

Result<json> write_message(Engine& engine, json deed) {
  if (!deed.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  Result<json> answer = json();
  engine.run([&](World& world, Moment now, Effects& effects) {
    const auto number = number_named(world, flows::text_at(deed, "number"));
    const auto customer = customer_named(world, flows::text_at(deed, "customer"));
    if (!number || !customer) {
      answer = number ? customer.error() : number.error();
      return;
    }
    add_sample(world, **number, deed, now, effects);
    try {
      const auto id = say(world, **number, **customer, deed, now, effects);
      answer = id ? Result<json>(json{{"id", *id}}) : Result<json>(id.error());
    } catch (const json::exception&) {
      answer = fail(Errc::Invalid, "a value of the message has the wrong type");
    }
  });
  return answer;
}

Result<json> add_customer(Engine& engine, const json& body) {
  if (!body.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  Result<json> answer = json();
  engine.run([&](World& world, Moment, Effects& effects) {
    Customer made{.id = flows::text_at(body, "id"),
                  .name = flows::clean_text(flows::text_at(body, "name")),
                  .phone = flows::digits_of(flows::text_at(body, "phone")),
                  .username = flows::text_at(body, "username")};
    made.hides_phone = body.contains("hides_phone") && body["hides_phone"] == true;
    if (made.name.empty()) made.name = made.username.empty() ? made.phone : made.username;
    if (made.id.empty()) made.id = "c" + std::to_string(++world.count);
    made.bsuid = body.contains("bsuid") ? flows::text_at(body, "bsuid") : make_bsuid(made.id);
    if (made.name.empty()) return void(answer = fail(Errc::Invalid, "give a name, a phone or a username"));
    if (find_customer(world, made.id) || find_by_phone(world, made.phone)) {
      return void(answer = fail(Errc::Conflict, "there is a customer of that id or number"));
    }
    world.customers.push_back(made);
    effects.changes.push_back({Change::What::Customers, {}, made.id, {}});
    answer = customer_view(made);
  });
  return answer;
}

Result<json> change_customer(Engine& engine, const std::string& id, const json& body) {
  if (!body.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  Result<json> answer = json();
  engine.run([&](World& world, Moment now, Effects& effects) {
    const auto customer = customer_named(world, id);
    if (!customer) return void(answer = customer.error());
    if (body.contains("online") && body["online"].is_boolean()) {
      switch_phone(world, **customer, body["online"].get<bool>() ? Phone::On : Phone::Off, now);
    }
    if (body.contains("phone")) {
      const auto changed = change_number(world, **customer, flows::text_at(body, "phone"), now, effects);
      if (!changed) return void(answer = changed.error());
    }
    effects.changes.push_back({Change::What::Customers, {}, id, {}});
    answer = customer_view(**customer);
  });
  return answer;
}

Result<json> keep_upload(Engine& engine, const Request& request) {
  if (request.body.empty()) return fail(Errc::Invalid, "there are no bytes");
  Result<json> answer = json();
  engine.run([&](World& world, Moment now, Effects& effects) {
    const auto number = number_named(world, std::string(request.query.find("number").value_or("")));
    if (!number) return void(answer = number.error());
    std::string mime(request.headers.find("Content-Type").value_or("application/octet-stream"));
    const Media& kept =
        keep_media(world, **number, std::move(mime), std::string(request.query.find("filename").value_or("")),
                   sha256_base64(request.body), request.body.size(), true, now);
    effects.files.push_back({kept.id, request.body});
    answer = json{{"id", kept.id}, {"mime", kept.mime}, {"size", kept.size}, {"sha256", kept.sha256}};
  });
  return answer;
}

/// A webhook nobody thought of: a field and its value, or a whole body. Signed like the others.
Result<json> raw_webhook(Engine& engine, const json& body) {
  if (!body.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  const bool whole = body.contains("body");
  if (!whole && !body.contains("value")) return fail(Errc::Invalid, "give body, or field and value");
  engine.run([&](World& world, Moment now, Effects& effects) {
    Webhook webhook{.account = flows::text_at(body, "account"), .field = flows::text_at(body, "field")};
    if (webhook.account.empty()) webhook.account = world.numbers.front().account;
    if (webhook.field.empty()) webhook.field = "messages";
    if (webhook.field != "messages") {
      webhook.time = std::chrono::duration_cast<std::chrono::seconds>(now.wall.time_since_epoch()).count();
    }
    webhook.whole = whole;
    webhook.value = whole && body["body"].is_string() ? body["body"].get<std::string>()
                                                      : flows::print_json(whole ? body["body"] : body["value"]);
    effects.webhooks.push_back(std::move(webhook));
  });
  return json{{"queued", true}};
}

/// Breaks or mends the account, as things go wrong at Meta's.
Result<json> change_account(Engine& engine, const json& body) {
  if (!body.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  Result<json> answer = json();
  engine.run([&](World& world, Moment, Effects& effects) {
    const auto number = number_named(world, flows::text_at(body, "number"));
    if (!number) return void(answer = number.error());
    const auto flag = [&body](const char* key, bool& into) {
      if (body.contains(key) && body[key].is_boolean()) into = body[key].get<bool>();
    };
    const auto text = [&body](const char* key, std::string& into) {
      if (body.contains(key)) into = flows::text_at(body, key);
    };
    flag("token_dead", world.token_dead);
    flag("registered", (*number)->registered);
    text("quality", (*number)->quality);
    text("name_status", (*number)->name_status);
    text("health", (*number)->health);
    text("callback_url", world.callback_url);
    flag("app_live", world.app.live);
    flag("webhook_active", world.app.webhook_active);
    text("number_override_url", (*number)->override_url);
    if (Account* account = find_account(world, (*number)->account)) {
      flag("subscribed", account->subscribed);
      text("override_url", account->override_url);
    }
    effects.changes.push_back({Change::What::Policy, {}, {}, {}});
    answer = number_view(**number);
  });
  return answer;
}

Result<json> put_template(Engine& engine, const json& body) {
  if (!body.is_object()) return fail(Errc::Invalid, "a JSON object, please");
  Result<json> answer = json();
  engine.run([&](World& world, Moment now, Effects& effects) {
    const auto number = number_named(world, flows::text_at(body, "number"));
    if (!number) return void(answer = number.error());
    const std::string name = flows::text_at(body, "name");
    const std::string language = flows::text_at(body, "language");
    const auto known = std::find_if(world.templates.begin(), world.templates.end(), [&](const Template& t) {
      return t.account == (*number)->account && t.name == name && t.language == language;
    });
    if (known != world.templates.end()) {
      judge_template(*known, flows::text_at(body, "status"), flows::text_at(body, "reason"), now, effects);
      return void(answer = template_json(*known, ""));
    }
    json definition = body;
    if (!body.contains("components")) {
      std::vector<std::string> replies;
      for (const json& reply : body.value("quick_replies", json::array())) replies.push_back(reply.get<std::string>());
      definition["components"] = json::parse(components_of(flows::text_at(body, "body"), replies));
    }
    if (!body.contains("category")) definition["category"] = "UTILITY";
    if (const auto fault = check_new_template(world, (*number)->account, definition)) {
      return void(answer = fail(Errc::Invalid, fault->message + " " + fault->details));
    }
    Template& made = add_template(world, (*number)->account, definition, now, effects);
    if (body.contains("status")) judge_template(made, flows::text_at(body, "status"), flows::text_at(body, "reason"), now, effects);
    answer = template_json(made, "");
  });
  return answer;
}

Result<json> move_clock(Engine& engine, const json& body) {
  if (!engine.clock_moves()) return fail(Errc::Conflict, "this desk's clock cannot be moved");
  if (body.is_object() && body.value("real", false)) {
    engine.move_clock(std::nullopt);
  } else {
    const auto at = clock_from(body, engine.wall());
    if (!at) return at.error();
    engine.move_clock(*at);
  }
  return clock_view(engine.wall());
}

}  // namespace

bool from_elsewhere(const Request& request) {
  const std::string_view site = request.headers.find("Sec-Fetch-Site").value_or("none");
  return site != "none" && site != "same-origin";
}

Response problem_of(const flows::Error& error) {
  const int status = error.code == Errc::NotFound   ? 404
                     : error.code == Errc::Conflict ? 409
                     : error.code == Errc::Denied   ? 403
                     : error.code == Errc::Invalid  ? 400
                                                    : 500;
  return Response::problem(status, flows::name_of(error.code), error.text);
}

void add_control(Router& router, Method method, std::string_view path, Control control) {
  router.add(method, path, [control = std::move(control)](const Request& request, const Replier& replier) {
    if (from_elsewhere(request)) {
      replier.send(Response::problem(403, "Not from another site"));
      return;
    }
    json body;
    const bool is_json = request.headers.find("Content-Type").value_or("").starts_with("application/json");
    if (is_json && !request.body.empty()) {
      const auto error = flows::parse_json(request.body, body);
      if (error.fault != flows::JsonFault::None) {
        replier.send(Response::problem(400, "Not JSON", error.text));
        return;
      }
    }
    const auto answer = control(request, body);
    replier.send(answer ? Response::json(flows::print_json(*answer)) : problem_of(answer.error()));
  });
}

void mount_control(Router& router, Engine& engine) {
  const auto post = [&router](std::string_view path, Control control) {
    add_control(router, Method::Post, path, std::move(control));
  };
  post("/emulator/api/messages", [&engine](const Request&, const json& body) { return write_message(engine, body); });
  post("/emulator/api/customers", [&engine](const Request&, const json& body) { return add_customer(engine, body); });
  post("/emulator/api/customers/{id}", [&engine](const Request& request, const json& body) {
    return change_customer(engine, std::string(request.param("id")), body);
  });
  post("/emulator/api/media", [&engine](const Request& request, const json&) { return keep_upload(engine, request); });
  post("/emulator/api/webhooks", [&engine](const Request&, const json& body) { return raw_webhook(engine, body); });
  post("/emulator/api/account", [&engine](const Request&, const json& body) { return change_account(engine, body); });
  post("/emulator/api/templates", [&engine](const Request&, const json& body) { return put_template(engine, body); });
  post("/emulator/api/clock", [&engine](const Request&, const json& body) { return move_clock(engine, body); });
  post("/emulator/api/policy", [&engine](const Request&, const json& body) {
    Result<json> answer = json();
    engine.run([&](World& world, Moment, Effects& effects) {
      const auto done = change_policy(world.policy, body);
      if (!done) return void(answer = done.error());
      effects.changes.push_back({Change::What::Policy, {}, {}, {}});
      answer = policy_view(world.policy);
    });
    return answer;
  });
  post("/emulator/api/faults", [&engine](const Request&, const json& body) {
    const auto fault = fault_from(body);
    if (!fault) return Result<json>(fault.error());
    engine.run([&](World& world, Moment, Effects& effects) {
      world.faults.push_back(*fault);
      effects.changes.push_back({Change::What::Policy, {}, {}, {}});
    });
    return Result<json>(fault_view(*fault));
  });
  add_control(router, Method::Delete, "/emulator/api/faults", [&engine](const Request&, const json&) {
    engine.run([](World& world, Moment, Effects& effects) {
      world.faults.clear();
      effects.changes.push_back({Change::What::Policy, {}, {}, {}});
    });
    return Result<json>(json{{"faults", json::array()}});
  });
  post("/emulator/api/threads/{number}/{customer}/look", [&engine](const Request& request, const json& body) {
    const bool open = !body.is_object() || body.value("open", true);
    engine.run([&](World& world, Moment now, Effects& effects) {
      look_at(world, request.param("number"), request.param("customer"), open ? Look::Open : Look::Away, now, effects);
    });
    return Result<json>(json{{"open", open}});
  });
  post("/emulator/api/threads/{number}/{customer}/play", [&engine](const Request& request, const json& body) {
    Result<json> answer = fail(Errc::NotFound, "there is no such message");
    engine.run([&](World& world, Moment now, Effects& effects) {
      const Number* number = find_number(world, request.param("number"));
      const Customer* customer = find_customer(world, request.param("customer"));
      if (!number || !customer) return;
      ChatMessage* message = find_message(thread_of(world, number->id, customer->id), flows::text_at(body, "message"));
      if (!message) return;
      play(world, *number, *customer, *message, now, effects);
      answer = json{{"ticks", name_of(message->ticks)}};
    });
    return answer;
  });
}

}  // namespace sportello::webhooks::emulator
