#include "tests/support/chat.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "flows/core/json.h"
#include "flows/ticket/code.h"

namespace sportello::test {

using namespace flows;

Chat::Chat(const Business& business, const std::string& at)
    : business_(business), now_(*parse_instant(at, business.calendar.zone)) {
  person.wa_number = "393331234567";
  conversation_.language = business.language;
}

std::string Chat::say(const std::string& text) {
  return send(TextSaid{text});
}

std::string Chat::tap(const std::string& title) {
  const auto found = payloads_.find(title);
  if (found == payloads_.end()) throw std::invalid_argument("no button or row '" + title + "' was ever shown");
  return send(Tapped{found->second, title});
}

std::string Chat::send(Said said) {
  CustomerMessage message;
  message.id = Wamid{"wamid." + std::to_string(++messages_)};
  message.to = PhoneNumberId{"1"};
  message.from.wa_id = person.wa_number;
  message.sent_at = now_;
  message.said = std::move(said);
  return take(message);
}

std::string Chat::fire(TimerKind kind) {
  return take(TimerFired{kind});
}

std::string Chat::resolve(const std::string& summary, std::chrono::hours window) {
  if (tickets.empty()) {
    TicketFacts ticket;
    ticket.code = ticket_code(business_.code_prefix, 1);
    ticket.summary = "la stampante non stampa";
    ticket.created_at = now_;
    tickets.push_back(ticket);
  }
  TicketFacts& ticket = tickets.front();
  ticket.status = "resolved";
  ticket.deadline = now_ + window;
  if (business_.policies.survey) ticket.survey = SurveyFacts{true, false, false, "https://desk.example/feedback/t"};
  return take(TicketResolved{ticket.code, summary});
}

std::string Chat::reach_deadline() {
  now_ = tickets.at(0).deadline.value();
  return take(TicketCloses{tickets.at(0).code, ClosedBy::Time});
}

void Chat::obey(const Effect& effect) {
  const auto with = [this](const std::string& code, const auto& change) {
    for (TicketFacts& ticket : tickets) {
      if (ticket.code == code) change(ticket);
    }
  };
  if (const auto* reopened = std::get_if<ReopenTicket>(&effect)) {
    with(reopened->code, [](TicketFacts& ticket) {
      ticket.status = "taken";
      ticket.deadline.reset();
      ticket.survey.reset();
    });
  } else if (const auto* closed = std::get_if<CloseTicket>(&effect)) {
    with(closed->code, [&](TicketFacts& ticket) {
      ticket.status = "closed";
      ticket.closed_at = closed->at;
    });
  } else if (const auto* asked = std::get_if<SurveyAsked>(&effect)) {
    with(asked->code, [](TicketFacts& ticket) { ticket.survey.value().asked = true; });
  } else if (const auto* kept = std::get_if<KeepScore>(&effect)) {
    with(kept->code, [](TicketFacts& ticket) { ticket.survey.value().scored = true; });
  }
}

std::string Chat::take(const Event& event) {
  const Context context{business_, now_, person, tickets, static_cast<std::int64_t>(opened_.size()) + 1, gather, false};
  Step step = flows::step(conversation_, event, context);
  auto reloaded = parse_json(print_json(to_json(step.next)));
  auto loaded = conversation_from_json(*reloaded);
  if (!loaded) throw std::runtime_error("a conversation that cannot be loaded: " + loaded.error().text);
  if (!(*loaded == step.next)) throw std::runtime_error("a conversation changed by being stored");
  conversation_ = std::move(*loaded);
  effects_ = std::move(step.effects);
  std::string answer;
  for (const Effect& effect : effects_) {
    obey(effect);
    if (const auto* ticket = std::get_if<OpenTicket>(&effect)) {
      opened_.push_back(*ticket);
      TicketFacts facts;
      facts.code = ticket->code;
      facts.status = "registered";
      facts.summary = ticket->summary;
      facts.flags = ticket->flags;
      facts.created_at = now_;
      tickets.insert(tickets.begin(), std::move(facts));
    }
    if (const auto* learned = std::get_if<Remember>(&effect); learned != nullptr && learned->opted_out) {
      person.opted_out = *learned->opted_out;
    }
    const auto* sent = std::get_if<Send>(&effect);
    if (sent == nullptr) continue;
    bubbles_.push_back(sent->message.content);
    answer += (answer.empty() ? "" : "\n----\n") + plain_text(sent->message.content);
    const auto show = [this](const std::vector<Choice>& choices) {
      for (const Choice& choice : choices) payloads_[choice.title] = choice.id;
    };
    if (const auto* buttons = std::get_if<ButtonsMessage>(&sent->message.content)) show(buttons->buttons);
    if (const auto* list = std::get_if<ListMessage>(&sent->message.content)) show(list->rows);
  }
  now_ += std::chrono::seconds{20};
  return answer;
}

std::string Chat::last_silence() const {
  for (const Effect& effect : effects_) {
    if (const auto* none = std::get_if<NoAnswer>(&effect)) return none->reason;
  }
  return {};
}

}  // namespace sportello::test
