#include "bot/closure_desk.h"

#include "bot/mail_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "flows/ticket/deadline.h"
#include "flows/ticket/life.h"
#include "storage/merges.h"
#include "webhooks/console/tokens.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using News = webhooks::DeskNews;

constexpr int kSurveysLookedAt = 20;

std::string timer_key(flows::TicketId ticket) {
  return std::string(kClosureTimer) + ":" + std::to_string(ticket.value);
}

void log(storage::Store& store, flows::TicketId ticket, flows::Instant at, std::string who, std::string what,
         const json& data) {
  store.tickets().add_event({0, ticket, at, std::move(who), std::move(what), flows::print_json(data)});
}

std::optional<storage::TicketRow> own_ticket(storage::Store& store, const Scene& scene, const std::string& code) {
  auto ticket = storage::standing_ticket(store, code);
  if (!ticket || ticket->person != scene.person.id) return std::nullopt;
  return ticket;
}

/// The status after the move; the step has judged the same facts in this transaction, so it is allowed.
bool move(storage::TicketRow& ticket, flows::TicketMove wanted) {
  const auto status = flows::ticket_status(ticket.status);
  const auto next = status ? flows::after_move(*status, wanted) : flows::Result<flows::TicketStatus>(status.error());
  if (next) ticket.status = name_of(*next);
  return static_cast<bool>(next);
}

/// The service everybody has a right to; the first one when there is none.
const flows::Service& standard_service(const flows::Calendar& calendar) {
  const auto found = std::find_if(calendar.services.begin(), calendar.services.end(),
                                  [](const flows::Service& service) { return service.entitlement.empty(); });
  return found != calendar.services.end() ? *found : calendar.services.front();
}

bool was_asked_lately(storage::Store& store, const Scene& scene) {
  const std::chrono::hours between{24 * scene.business.policies.survey_days_between};
  const auto surveys = store.surveys().of_person(scene.person.id, kSurveysLookedAt);
  return std::any_of(surveys.begin(), surveys.end(), [&](const storage::SurveyRow& survey) {
    const auto asked = survey.asked_at ? survey.asked_at : survey.scored_at;
    return asked && scene.now < *asked + between;
  });
}

void prepare_survey(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket) {
  const flows::Policies& policies = scene.business.policies;
  if (!policies.survey || scene.person.opted_out || was_asked_lately(store, scene)) return;
  storage::SurveyRow survey;
  survey.token = webhooks::new_token();
  survey.business = scene.business.id;
  survey.ticket = ticket.id;
  survey.person = scene.person.id;
  survey.language = name_of(scene.conversation.language);
  survey.assignee = ticket.assignee;
  survey.created_at = scene.now;
  survey.expires_at = *ticket.deadline + std::chrono::hours{24 * policies.survey_days_open};
  store.surveys().create(survey);
}

void record_score(storage::Store& store, const Scene& scene, const storage::TicketRow& ticket,
                  storage::SurveyRow& survey, int score, const char* channel, Afterwards& after) {
  const flows::Instant now = scene.now;
  survey.score = score;
  survey.scored_at = now;
  survey.channel = channel;
  store.surveys().update(survey);
  log(store, survey.ticket, now, "customer", "scored", {{"score", score}, {"channel", channel}});
  if (score > scene.business.policies.survey_low_score) return;
  store.tasks().add({0, "low_score", survey.ticket, survey.id, now, std::nullopt, {}, {}});
  notify_team(store, scene, &ticket, "team.low_score", {{"score", std::to_string(score)}},
              "team.low_score:" + std::to_string(survey.id), after);
}

void record_comment(storage::Store& store, storage::SurveyRow& survey, const std::string& comment, flows::Instant now) {
  survey.comment = comment;
  survey.commented_at = now;
  store.surveys().update(survey);
  log(store, survey.ticket, now, "customer", "commented", {{"text", comment}});
}

}  // namespace

void begin_verification(storage::Store& store, const Scene& scene, storage::TicketRow& ticket,
                        std::optional<std::chrono::hours> window, Afterwards& after) {
  const flows::Policies& policies = scene.business.policies;
  const auto& calendar = scene.business.calendar;
  ticket.resolved_at = scene.now;
  if (window || !policies.reopen_counts_working_hours) {
    ticket.deadline = flows::reopening_deadline(scene.now, window.value_or(policies.reopen_window));
  } else {
    ticket.deadline =
        flows::reopening_deadline(scene.now, policies.reopen_window, calendar, standard_service(calendar));
  }
  store.timers().set(
      {0, timer_key(ticket.id), kClosureTimer, ticket.conversation, ticket.id, *ticket.deadline, {}});
  after.timers = true;
  prepare_survey(store, scene, ticket);
}

void end_verification(storage::Store& store, storage::TicketRow& ticket, flows::Instant now) {
  ticket.resolved_at.reset();
  ticket.deadline.reset();
  store.timers().cancel(timer_key(ticket.id));
  auto survey = store.surveys().newest_of(ticket.id);
  if (!survey || survey->score || survey->expires_at <= now) return;
  survey->expires_at = now;
  store.surveys().update(*survey);
}

void reopen(storage::Store& store, const Scene& scene, const flows::ReopenTicket& effect, Afterwards& after) {
  auto ticket = own_ticket(store, scene, effect.code);
  if (!ticket || !move(*ticket, flows::TicketMove::Reopen)) return;
  end_verification(store, *ticket, scene.now);
  ticket->updated_at = scene.now;
  store.tickets().update(*ticket);
  store.attachments().link(scene.row.id, ticket->id);
  log(store, ticket->id, scene.now, "customer", "reopened", {{"reason", effect.words}});
  // The customer is told that whoever followed the ticket has been told.
  notify_team(store, scene, &*ticket, "team.reopened", {{"text", effect.words}},
              "team.reopened:" + ticket->code + ":" + flows::iso_utc(scene.now), after);
  after.news.push_back({News::Kind::TicketChanged, ticket->code, scene.row.id});
}

void close(storage::Store& store, const Scene& scene, const flows::CloseTicket& effect, Afterwards& after) {
  auto ticket = own_ticket(store, scene, effect.code);
  if (!ticket || !move(*ticket, flows::TicketMove::Close)) return;
  ticket->closed_at = effect.at;
  ticket->updated_at = scene.now;
  store.tickets().update(*ticket);
  store.timers().cancel(timer_key(ticket->id));
  // What the desk does by itself it has logged with its reason.
  if (effect.by == flows::ClosedBy::Customer) log(store, ticket->id, effect.at, "customer", "closed", json::object());
  if (effect.by == flows::ClosedBy::Time) log(store, ticket->id, effect.at, "bot", "closed", {{"by", "time"}});
  after.news.push_back({News::Kind::TicketChanged, ticket->code, scene.row.id});
}

void note_survey_asked(storage::Store& store, const Scene& scene, const std::string& code) {
  const auto ticket = own_ticket(store, scene, code);
  auto survey = ticket ? store.surveys().newest_of(ticket->id) : std::nullopt;
  if (!survey) return;
  survey->asked_at = scene.now;
  store.surveys().update(*survey);
}

void keep_score(storage::Store& store, const Scene& scene, const flows::KeepScore& effect, Afterwards& after) {
  const auto ticket = own_ticket(store, scene, effect.code);
  auto survey = ticket ? store.surveys().newest_of(ticket->id) : std::nullopt;
  if (!survey || survey->score) return;
  record_score(store, scene, *ticket, *survey, effect.score, "whatsapp", after);
  after.news.push_back({News::Kind::TicketChanged, ticket->code, scene.row.id});
}

void keep_comment(storage::Store& store, const Scene& scene, const flows::KeepComment& effect, Afterwards& after) {
  const auto ticket = own_ticket(store, scene, effect.code);
  auto survey = ticket ? store.surveys().newest_of(ticket->id) : std::nullopt;
  if (!survey) return;
  const std::string all = survey->comment.empty() ? effect.text : survey->comment + "\n" + effect.text;
  record_comment(store, *survey, all, scene.now);
  after.news.push_back({News::Kind::TicketChanged, ticket->code, scene.row.id});
}

flows::Result<void> take_feedback(storage::Store& store, const Desk& desk, const std::string& token,
                                  const FeedbackGiven& given, flows::Instant now, Afterwards& after) {
  auto survey = store.surveys().find_by_token(token);
  const flows::Business* business = survey ? desk.business_of(survey->business) : nullptr;
  const auto ticket = survey ? store.tickets().find(survey->ticket) : std::nullopt;
  if (business == nullptr || !ticket) return flows::fail(flows::Errc::NotFound, "there is no such survey");
  if (now >= survey->expires_at) return flows::fail(flows::Errc::Conflict, "the survey is over");
  const bool scores = given.score && !survey->score;
  const bool comments = !given.comment.empty() && survey->comment.empty();
  if (!scores && !comments) return flows::fail(flows::Errc::Conflict, "the survey is answered");
  if (scores) {
    const auto person = store.people().find(ticket->person);
    const auto row = store.conversations().find(ticket->conversation);
    if (!person || !row) return flows::fail(flows::Errc::NotFound, "the survey's person is not there any more");
    const Scene scene{*business, *person, *row, conversation_in(*row, *business), now, desk.mail()};
    record_score(store, scene, *ticket, *survey, *given.score, "web", after);
  }
  if (comments) record_comment(store, *survey, given.comment, now);
  after.news.push_back({News::Kind::TicketChanged, ticket->code, ticket->conversation});
  return {};
}

}  // namespace sportello::bot
