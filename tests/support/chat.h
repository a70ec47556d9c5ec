/// A customer at a phone, for tests of the dialogue: says things, taps, sends files, and sees what comes back. Drives
/// flows::step as the desk does, without a store or a clock.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/dialogue/step.h"

namespace sportello::test {

class Chat {
 public:
  /// `at` is a local time of the business: "2026-11-23T10:00".
  Chat(const flows::Business& business, const std::string& at);

  flows::PersonFacts person;
  std::vector<flows::TicketFacts> tickets;
  std::chrono::seconds gather{0};

  /// What the desk answered, as a person reads it; empty when it stayed silent.
  std::string say(const std::string& text);
  /// Taps the choice with that title in the last bubble that had one. Throws when there is none.
  std::string tap(const std::string& title);
  std::string send(flows::Said said);
  std::string fire(flows::TimerKind kind);
  void wait(std::chrono::minutes time) { now_ += time; }
  /// The newest ticket (one is made when there is none) is resolved; what the customer is told.
  std::string resolve(const std::string& summary, std::chrono::hours window = std::chrono::hours{48});
  /// Its time is over: the clock goes there, and it closes.
  std::string reach_deadline();

  const flows::Conversation& conversation() const { return conversation_; }
  /// The conversation is stored and loaded after every step, as the desk does.
  const std::vector<flows::Effect>& last_effects() const { return effects_; }
  const std::vector<flows::MessageContent>& bubbles() const { return bubbles_; }
  const std::vector<flows::OpenTicket>& opened() const { return opened_; }
  std::string last_silence() const;
  flows::Instant now() const { return now_; }

 private:
  std::string take(const flows::Event& event);
  void obey(const flows::Effect& effect);

  const flows::Business& business_;
  flows::Instant now_;
  flows::Conversation conversation_;
  std::vector<flows::Effect> effects_;
  std::vector<flows::MessageContent> bubbles_;
  std::vector<flows::OpenTicket> opened_;
  std::map<std::string, std::string> payloads_;  ///< title → id of every choice ever shown; the newest wins
  int messages_ = 0;
};

}  // namespace sportello::test
