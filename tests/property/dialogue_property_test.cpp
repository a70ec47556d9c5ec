// Random customers against flows::step: it never throws, what it makes can be stored and loaded, one bubble at most
// leaves a turn and fits WhatsApp, a form never loses an answer, and a voice note never moves it.
// SPORTELLO_SEED replays a run; SPORTELLO_ROUNDS makes it longer.

#include <cstdlib>
#include <random>

#include "flows/core/text.h"
#include "tests/support/chat.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

unsigned from_environment(const char* name, unsigned fallback) {
  const char* value = std::getenv(name);
  return value != nullptr ? static_cast<unsigned>(std::strtoul(value, nullptr, 10)) : fallback;
}

const std::vector<std::string>& things_people_say() {
  static const std::vector<std::string> texts = {"ciao",
                                                 "la stampante delle etichette non stampa più",
                                                 "Ferramenta Verdi",
                                                 "Marco",
                                                 "J2K",
                                                 "1",
                                                 "2",
                                                 "3",
                                                 "due",
                                                 "sì",
                                                 "no",
                                                 "boh",
                                                 "questo numero",
                                                 "340 1234567",
                                                 "marco@verdi.example",
                                                 "INVIA",
                                                 "annulla",
                                                 "riprendi",
                                                 "indietro",
                                                 "correggi",
                                                 "correggi 2",
                                                 "correggi 99",
                                                 "operatore",
                                                 "menu",
                                                 "salta",
                                                 "siete aperti domani?",
                                                 "quanto costa?",
                                                 "lavorate il 25 aprile?",
                                                 "a che punto è il ticket?",
                                                 "grazie",
                                                 "👍",
                                                 "👎🏽",
                                                 "stop",
                                                 "privacy",
                                                 "URGENTE",
                                                 "the printer is broken",
                                                 "www.esempio.example",
                                                 "12/03/2025",
                                                 "30 febbraio",
                                                 "",
                                                 " ",
                                                 "\xC3\x28",
                                                 "{{code}}",
                                                 "{{#a}}",
                                                 std::string(4096, 'a'),
                                                 std::string("a\0b", 3),
                                                 "\xE2\x80\xAEtxet",
                                                 "<script>alert(1)</script>",
                                                 "'; DROP TABLE ticket;--",
                                                 "LEO-0000-0",
                                                 "nuova richiesta",
                                                 "aggiungi lì",
                                                 "uso del programma",
                                                 "garanzia",
                                                 "server",
                                                 "non lo so"};
  return texts;
}

void check_limits(const MessageContent& content) {
  if (const auto* buttons = std::get_if<ButtonsMessage>(&content)) {
    EXPECT_LE(length(buttons->text), limits::kInteractiveBody);
    EXPECT_LE(buttons->buttons.size(), limits::kButtons);
  } else if (const auto* list = std::get_if<ListMessage>(&content)) {
    EXPECT_LE(length(list->text), limits::kInteractiveBody);
    EXPECT_LE(list->rows.size(), limits::kRows);
  } else if (const auto* text = std::get_if<TextMessage>(&content)) {
    EXPECT_LE(length(text->text), limits::kText);
    EXPECT_FALSE(text->text.empty());
  }
}

const Answers* answers_in(const Conversation& conversation) {
  if (const auto* form = std::get_if<Filling>(&conversation.mode)) return &form->answers;
  const auto& idle = std::get<Idle>(conversation.mode);
  return idle.draft ? &idle.draft->answers : nullptr;
}

class Customer {
 public:
  Customer(const Business& business, unsigned seed) : random_(seed), chat_(business, "2026-11-23T08:55") {
    chat_.person.known = pick(3) == 0;
    if (chat_.person.known) {
      chat_.person.name = "Anna Rossi";
      chat_.person.company = "Rossi Srl";
      chat_.person.email = "anna@rossi.example";
      chat_.person.phone = "+393331234567";
    }
    if (pick(4) == 0) chat_.person.wa_number.clear();
    if (pick(2) == 0 && !business.plans.empty()) chat_.person.plan = business.plans.back().id;
    chat_.gather = std::chrono::seconds{pick(2) == 0 ? 0 : 3};
  }

  void live(int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      const Answers before = kept();
      const std::size_t tickets = chat_.opened().size();
      const bool was_form = std::holds_alternative<Filling>(chat_.conversation().mode);
      act();
      ASSERT_LE(sent(), 1U) << "one bubble a turn";
      for (const MessageContent& bubble : chat_.bubbles()) check_limits(bubble);
      if (was_form && chat_.opened().size() == tickets) {
        for (const auto& [field, answer] : before) EXPECT_TRUE(kept().contains(field)) << field << " was lost";
      }
      const bool explained = sent() > 0 || timer_ || !chat_.last_silence().empty();
      EXPECT_TRUE(explained) << "silence needs a reason, after: " << last_;
    }
  }

 private:
  unsigned pick(unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(random_); }

  Answers kept() const {
    const Answers* answers = answers_in(chat_.conversation());
    return answers != nullptr ? *answers : Answers{};
  }

  std::size_t sent() const {
    return static_cast<std::size_t>(
        std::count_if(chat_.last_effects().begin(), chat_.last_effects().end(),
                      [](const Effect& effect) { return std::holds_alternative<Send>(effect); }));
  }

  void act() {
    timer_ = false;
    last_ = "something other than a text";
    chat_.wait(std::chrono::minutes{pick(90)});
    switch (pick(12)) {
      case 0:
        return voice();
      case 1:
        return static_cast<void>(chat_.send(MediaSent{MediaKind::Image, "1", {}, {}, {}, {}, {}, false}));
      case 2:
        return static_cast<void>(chat_.send(Tapped{tap(), "x"}));
      case 3:
        return static_cast<void>(chat_.send(LocationSent{45, 11, "", ""}));
      case 4:
        return static_cast<void>(chat_.send(ContactShared{"A", {"+393339876543"}, {}, pick(2) == 0}));
      case 5:
        return static_cast<void>(chat_.send(NotUnderstood{"poll", 131051}));
      case 6:
        timer_ = true;
        return static_cast<void>(chat_.fire(static_cast<TimerKind>(pick(3))));
      default: {
        const auto& texts = things_people_say();
        last_ = texts[pick(static_cast<unsigned>(texts.size()))];
        chat_.say(last_);
      }
    }
  }

  void voice() {
    const auto mode_before = chat_.conversation().mode;
    const bool burst = !chat_.conversation().gathered.empty();
    MediaSent note;
    note.kind = MediaKind::Audio;
    note.voice = true;
    chat_.send(note);
    if (burst || !std::holds_alternative<Filling>(mode_before)) return;
    EXPECT_EQ(std::get<Filling>(chat_.conversation().mode), std::get<Filling>(mode_before));
  }

  std::string tap() {
    static const std::vector<std::string> taps = {
        "form:send",  "form:correct", "form:cancel", "form:resume",  "form:new",
        "known:yes",  "known:no",     "menu:hours",  "menu:ticket",  "open:add",
        "category:1", "category:use", "phone:?own",  "correct:name", "",
        ":",          "nonsense",     "backup:yes",  "urgent:no"};
    return taps[pick(static_cast<unsigned>(taps.size()))];
  }

  std::mt19937 random_;
  test::Chat chat_;
  bool timer_ = false;
  std::string last_;
};

class DialogueProperty : public testing::TestWithParam<const char*> {};

TEST_P(DialogueProperty, HoldsForRandomCustomers) {
  const Business business = test::load_shipped(GetParam());
  const unsigned seed = from_environment("SPORTELLO_SEED", 20261123);
  const unsigned rounds = from_environment("SPORTELLO_ROUNDS", 150);
  for (unsigned round = 0; round < rounds; ++round) {
    SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed + round));
    Customer(business, seed + round).live(40);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Businesses, DialogueProperty, testing::Values("leotron", "kzweb"),
                         [](const auto& business) { return std::string(business.param); });

}  // namespace
}  // namespace sportello::flows
