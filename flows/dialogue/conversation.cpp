#include "flows/dialogue/conversation.h"

#include <nlohmann/json.hpp>

#include "flows/core/match.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;

std::int64_t millis(Instant instant) {
  return instant.time_since_epoch().count();
}
Instant instant_of(const json& value) {
  return Instant{std::chrono::milliseconds{value.get<std::int64_t>()}};
}

json gathered_to_json(const Gathered& part) {
  json value{{"id", part.id.value}, {"at", millis(part.sent_at)}, {"text", part.text}};
  if (part.quotes) value["quotes"] = part.quotes->value;
  if (part.media) value["media"] = static_cast<int>(*part.media);
  return value;
}

Gathered gathered_from_json(const json& value) {
  Gathered part{Wamid{value.at("id").get<std::string>()}, instant_of(value.at("at")),
                value.at("text").get<std::string>(), std::nullopt, std::nullopt};
  if (value.contains("quotes")) part.quotes = Wamid{value.at("quotes").get<std::string>()};
  if (value.contains("media")) part.media = static_cast<MediaKind>(value.at("media").get<int>());
  return part;
}

json filling_to_json(const Filling& form) {
  return {{"waiting_for", form.waiting_for},
          {"answers", to_json(form.answers)},
          {"asked", form.asked},
          {"confirmed", form.confirmed},
          {"problem", form.problem},
          {"misfits", form.misfits},
          {"reminded", form.reminded},
          {"follows", form.follows},
          {"started_at", millis(form.started_at)}};
}

Filling filling_from_json(const json& value) {
  Filling form;
  form.waiting_for = value.at("waiting_for").get<std::string>();
  auto answers = answers_from_json(value.at("answers"));
  if (!answers) throw std::invalid_argument(answers.error().text);
  form.answers = std::move(*answers);
  form.asked = value.at("asked").get<std::vector<std::string>>();
  form.confirmed = value.at("confirmed").get<std::vector<std::string>>();
  form.problem = value.at("problem").get<std::string>();
  form.misfits = value.at("misfits").get<int>();
  form.reminded = value.at("reminded").get<bool>();
  form.follows = value.value("follows", "");
  form.started_at = instant_of(value.at("started_at"));
  return form;
}

json mode_to_json(const std::variant<Idle, Filling>& mode) {
  return match(
      mode,
      [](const Idle& idle) {
        json value{{"mode", "idle"}, {"asked_problem", idle.asked_problem}, {"last_text", idle.last_text}};
        if (idle.draft) value["draft"] = filling_to_json(*idle.draft);
        if (idle.offered_ticket) value["offered_ticket"] = *idle.offered_ticket;
        if (idle.awaiting) {
          value["awaiting"] = {{"what", static_cast<int>(idle.awaiting->what)},
                               {"ticket", idle.awaiting->ticket},
                               {"until", millis(idle.awaiting->until)}};
        }
        json offered = json::array();
        for (const Choice& choice : idle.offered) offered.push_back({{"id", choice.id}, {"title", choice.title}});
        value["offered"] = std::move(offered);
        return value;
      },
      [](const Filling& form) {
        json value = filling_to_json(form);
        value["mode"] = "filling";
        return value;
      });
}

std::variant<Idle, Filling> mode_from_json(const json& value) {
  if (value.at("mode") == "filling") return filling_from_json(value);
  Idle idle;
  idle.asked_problem = value.at("asked_problem").get<bool>();
  idle.last_text = value.at("last_text").get<std::string>();
  if (value.contains("draft")) idle.draft = filling_from_json(value.at("draft"));
  for (const json& choice : value.value("offered", json::array())) {
    idle.offered.push_back({choice.at("id").get<std::string>(), choice.at("title").get<std::string>(), {}});
  }
  if (value.contains("awaiting")) {
    const json& awaiting = value.at("awaiting");
    const int what = awaiting.at("what").get<int>();
    if (what < 0 || what > static_cast<int>(Awaited::Comment)) throw std::invalid_argument("awaits an unknown thing");
    idle.awaiting = Awaiting{static_cast<Awaited>(what), awaiting.at("ticket").get<std::string>(),
                             instant_of(awaiting.at("until"))};
  }
  if (value.contains("offered_ticket")) idle.offered_ticket = value.at("offered_ticket").get<std::string>();
  return idle;
}

}  // namespace

json to_json(const Conversation& conversation) {
  json gathered = json::array();
  for (const Gathered& part : conversation.gathered) gathered.push_back(gathered_to_json(part));
  return {{"v", kVersion},
          {"language", name_of(conversation.language)},
          {"language_known", conversation.language_known},
          {"welcomed", conversation.welcomed},
          {"voice_notes", conversation.voice_notes},
          {"closed_period", conversation.closed_period},
          {"told_closed", conversation.told_closed},
          {"gathered", std::move(gathered)},
          {"mode", mode_to_json(conversation.mode)}};
}

Result<Conversation> conversation_from_json(const json& value) {
  try {
    if (value.at("v") != kVersion) return fail(Errc::Invalid, "a conversation of an unknown version");
    Conversation conversation;
    conversation.language = value.at("language") == "en" ? Language::En : Language::It;
    conversation.language_known = value.at("language_known").get<bool>();
    conversation.welcomed = value.at("welcomed").get<bool>();
    conversation.voice_notes = value.at("voice_notes").get<int>();
    conversation.closed_period = value.at("closed_period").get<std::string>();
    conversation.told_closed = value.value("told_closed", "");
    for (const json& part : value.at("gathered")) conversation.gathered.push_back(gathered_from_json(part));
    conversation.mode = mode_from_json(value.at("mode"));
    return conversation;
  } catch (const std::exception& error) {
    return fail(Errc::Invalid, std::string("not a conversation: ") + error.what());
  }
}

}  // namespace sportello::flows
