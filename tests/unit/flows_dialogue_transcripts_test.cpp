// Conversations as data: tests/data/chats/*.chat. A line "> …" is the customer, "< …" must stand in the answer,
// "<! …" must not. The head of a file says which business, when, and who writes.
//
//   business: leotron          at: 2026-11-23T10:00        known: yes        plan: extended
//   > ciao                     a text                      > [INVIA]         a tap on that title
//   > (voice)                  a voice note                > (photo didascalia), (sticker), (location), (contact +39…)
//   > (wait 90)                minutes pass                > (reminder)      the form's reminder fires
//   < silence                  no answer                   = tickets 1       so many tickets so far
//   = consent Anna         the stored consent has these words   = no consent     there is none
//   = covered no               what was decided about coverage   = no flag urgent
//   companies: Rossi Srl=extended; Verdi Snc=none!     those the person writes for, each with its plan; ! in bad standing
//   plan_to: 2026-11-22        last day of the plan
//   ticket: CODE STATUS WORDS  the person has it           quote: ID DAY      on the last ticket, valid until then
//   plan: ID MOMENT            an appointment put to them, on the last ticket
//   > {quote:7:accept}         a tap by its payload        = effect quote accepted WORDS, = effect none
//   = messages 10              outgoing ones so far        = answer company  Rossi Srl: a field of the last ticket
//   > (resolve fatto)          the newest ticket is resolved, for 48 hours     > (deadline)  they are over
//   = ticket closed            its status                  = score 2, = comment …, = reason …: kept by the last step
//   = follows LEO-…            the ticket the last one opened is linked to

#include <filesystem>
#include <fstream>
#include <sstream>

#include "flows/core/text.h"
#include "tests/support/chat.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> chats() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(SPORTELLO_CHATS)) {
    if (entry.path().extension() == ".chat") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const Business& business(const std::string& name) {
  static std::map<std::string, Business> loaded;
  const auto found = loaded.find(name);
  if (found != loaded.end()) return found->second;
  return loaded.emplace(name, test::load_shipped(name)).first->second;
}

class Player {
 public:
  explicit Player(const fs::path& file) : file_(file) {}

  void play() {
    std::ifstream in(file_);
    std::string line;
    while (std::getline(in, line)) {
      ++number_;
      if (line.empty() || line.starts_with("#")) continue;
      const std::string rest = line.size() > 2 ? line.substr(2) : "";
      if (line.starts_with("> ")) {
        customer(rest);
      } else if (line.starts_with("<! ")) {
        EXPECT_EQ(answer_.find(line.substr(3)), std::string::npos) << place() << "\nanswer was:\n" << answer_;
      } else if (line == "< silence") {
        EXPECT_EQ(answer_, "") << place();
      } else if (line.starts_with("< ")) {
        EXPECT_NE(answer_.find(rest), std::string::npos) << place() << " '" << rest << "'\nanswer was:\n" << answer_;
      } else if (line.starts_with("= ")) {
        state(rest);
      } else {
        head(line);
      }
    }
  }

 private:
  std::string place() const { return file_.filename().string() + ":" + std::to_string(number_); }

  void head(const std::string& line) {
    const auto colon = line.find(": ");
    ASSERT_NE(colon, std::string::npos) << place() << ": what is '" << line << "'?";
    const std::string key = line.substr(0, colon);
    const std::string value = line.substr(colon + 2);
    if (key == "ticket") return add_ticket(value);
    if (key == "quote") return add_quote(value);
    if (key == "plan" && value.find('T') != std::string::npos) return add_appointment(value);
    head_[key] = value;
  }

  /// "LEO-7K3M-Q taken stampa delle etichette"
  void add_ticket(const std::string& value) {
    std::istringstream words(value);
    TicketFacts ticket;
    words >> ticket.code >> ticket.status;
    std::getline(words, ticket.summary);
    ticket.summary = trim(ticket.summary);
    tickets_.push_back(std::move(ticket));
  }

  /// "7 2026-11-27": of the last ticket, with its last day.
  void add_quote(const std::string& value) {
    std::istringstream words(value);
    ProposalFacts quote;
    std::string last_day;
    words >> quote.id >> last_day;
    quote.state = "open";
    quote.amount = "160,00 € + IVA";
    const Date day = plus_days(*parse_date(last_day), 1);
    quote.expires = business(head_.at("business")).calendar.zone.to_instant(day, 0);
    tickets_.back().proposals.push_back(std::move(quote));
  }

  /// "8 2026-11-23T09:30"
  void add_appointment(const std::string& value) {
    std::istringstream words(value);
    ProposalFacts plan;
    std::string start;
    words >> plan.id >> start;
    plan.quote = false;
    plan.state = "open";
    plan.starts_at = plan.expires = *parse_instant(start, business(head_.at("business")).calendar.zone);
    tickets_.back().proposals.push_back(std::move(plan));
  }

  test::Chat& chat() {
    if (!chat_) {
      chat_.emplace(business(head_.at("business")), head_.at("at"));
      PersonFacts& person = chat_->person;
      if (head_.contains("known")) {
        person.known = true;
        person.name = "Anna Rossi";
        person.company = "Rossi Srl";
        person.email = "anna@rossi.example";
        person.phone = "+393331234567";
      }
      if (head_.contains("plan")) person.plan = head_["plan"];
      if (head_.contains("plan_to")) person.plan_to = *parse_date(head_["plan_to"]);
      if (head_.contains("username")) person.wa_number.clear();
      if (head_.contains("companies")) add_companies(person, head_["companies"]);
      chat_->tickets = tickets_;
    }
    return *chat_;
  }

  static void add_companies(PersonFacts& person, const std::string& list) {
    std::istringstream in(list);
    for (std::string one; std::getline(in, one, ';');) {
      const auto equals = one.find('=');
      CompanyFacts company{trim(one.substr(0, equals)), {}, Standing::Unknown};
      std::string plan = trim(one.substr(equals + 1));
      if (plan.ends_with('!')) {
        company.standing = Standing::Bad;
        plan.pop_back();
      }
      company.contracts.push_back({plan});
      person.companies.push_back(std::move(company));
    }
  }

  void customer(const std::string& said) {
    if (said.starts_with("[")) {
      answer_ = chat().tap(said.substr(1, said.size() - 2));
    } else if (said.starts_with("{")) {
      answer_ = chat().send(Tapped{said.substr(1, said.size() - 2), "Accetto"});
    } else if (said.starts_with("(")) {
      act(said.substr(1, said.size() - 2));
    } else {
      answer_ = chat().say(said);
    }
  }

  void act(const std::string& what) {
    const std::string verb = what.substr(0, what.find(' '));
    const std::string rest = what.size() > verb.size() ? what.substr(verb.size() + 1) : "";
    MediaSent media;
    media.media_id = "1";
    if (verb == "voice") {
      media.kind = MediaKind::Audio;
      media.voice = true;
      answer_ = chat().send(media);
    } else if (verb == "photo") {
      media.caption = rest;
      answer_ = chat().send(media);
    } else if (verb == "sticker") {
      media.kind = MediaKind::Sticker;
      answer_ = chat().send(media);
    } else if (verb == "location") {
      answer_ = chat().send(LocationSent{45.4, 11.0, "", ""});
    } else if (verb == "contact") {
      answer_ = chat().send(ContactShared{"Anna", {rest}, {}, true});
    } else if (verb == "reaction") {
      answer_ = chat().send(Reacted{Wamid{"wamid.1"}, "👍"});
    } else if (verb == "unknown") {
      answer_ = chat().send(NotUnderstood{"poll_creation", 131051});
    } else if (verb == "wait") {
      chat().wait(std::chrono::minutes{std::stoi(rest)});
    } else if (verb == "resolve") {
      answer_ = chat().resolve(rest);
    } else if (verb == "deadline") {
      answer_ = chat().reach_deadline();
    } else if (verb == "reminder") {
      answer_ = chat().fire(TimerKind::FormReminder);
    } else if (verb == "expiry") {
      answer_ = chat().fire(TimerKind::FormExpiry);
    } else {
      FAIL() << place() << ": what is (" << what << ")?";
    }
  }

  /// What the last step keeps of the customer's verdict.
  std::string kept(const std::string& what) {
    if (what == "follows") return chat().opened().empty() ? "" : chat().opened().back().previous;
    for (const Effect& effect : chat().last_effects()) {
      if (const auto* score = std::get_if<KeepScore>(&effect); score != nullptr && what == "score")
        return std::to_string(score->score);
      if (const auto* comment = std::get_if<KeepComment>(&effect); comment != nullptr && what == "comment")
        return comment->text;
      if (const auto* reopened = std::get_if<ReopenTicket>(&effect); reopened != nullptr && what == "reason")
        return reopened->words;
    }
    return {};
  }

  void state(const std::string& claim) {
    std::istringstream words(claim);
    std::string what;
    words >> what;
    if (what == "tickets") {
      std::size_t count = 0;
      words >> count;
      EXPECT_EQ(chat().opened().size(), count) << place();
    } else if (what == "messages") {
      std::size_t count = 0;
      words >> count;
      EXPECT_EQ(chat().bubbles().size(), count) << place();
    } else if (what == "ticket") {
      std::string status;
      words >> status;
      EXPECT_EQ(chat().tickets.at(0).status, status) << place();
    } else if (what == "score" || what == "comment" || what == "reason" || what == "follows") {
      std::string value;
      std::getline(words, value);
      EXPECT_EQ(kept(what), trim(value)) << place();
    } else if (what == "answer") {
      std::string field;
      words >> field;
      std::string value;
      std::getline(words, value);
      ASSERT_FALSE(chat().opened().empty()) << place();
      const Answers& answers = chat().opened().back().answers;
      ASSERT_TRUE(answers.contains(field)) << place();
      EXPECT_EQ(answers.at(field).shown, trim(value)) << place();
    } else if (what == "flag") {
      std::string flag;
      words >> flag;
      ASSERT_FALSE(chat().opened().empty()) << place();
      EXPECT_THAT(chat().opened().back().flags, testing::Contains(flag)) << place();
    } else if (what == "effect") {
      std::string wanted;
      std::getline(words, wanted);
      EXPECT_EQ(answered_proposal(), trim(wanted)) << place();
    } else if (what == "consent") {
      ASSERT_FALSE(chat().opened().empty()) << place();
      const auto& consent = chat().opened().back().consent;
      ASSERT_TRUE(consent.has_value()) << place();
      std::string wording;
      std::getline(words, wording);
      EXPECT_NE(consent->wording.find(trim(wording)), std::string::npos) << place() << " was: " << consent->wording;
      EXPECT_FALSE(consent->message.value.empty()) << place();
    } else if (what == "covered") {
      std::string covered;
      words >> covered;
      ASSERT_FALSE(chat().opened().empty()) << place();
      EXPECT_EQ(chat().opened().back().decision.covered, covered) << place();
    } else if (what == "no") {
      std::string thing;
      std::string flag;
      words >> thing >> flag;
      ASSERT_FALSE(chat().opened().empty()) << place();
      const OpenTicket& ticket = chat().opened().back();
      const bool there = thing == "consent" ? ticket.consent.has_value()
                                            : std::find(ticket.flags.begin(), ticket.flags.end(), flag) != ticket.flags.end();
      EXPECT_FALSE(there) << place();
    } else {
      FAIL() << place() << ": what is '" << claim << "'?";
    }
  }

  /// "quote accepted accetto": what the last step wants kept; "none".
  std::string answered_proposal() {
    for (const Effect& effect : chat().last_effects()) {
      if (const auto* kept = std::get_if<AnswerProposal>(&effect)) {
        return std::string("quote ") + (kept->yes ? "accepted " : "refused ") + kept->words;
      }
    }
    return "none";
  }

  fs::path file_;
  std::vector<TicketFacts> tickets_;
  int number_ = 0;
  std::map<std::string, std::string> head_;
  std::optional<test::Chat> chat_;
  std::string answer_;
};

class Transcript : public testing::TestWithParam<fs::path> {};

TEST_P(Transcript, GoesAsWritten) {
  Player(GetParam()).play();
}

INSTANTIATE_TEST_SUITE_P(Chats, Transcript, testing::ValuesIn(chats()), [](const auto& chat) {
  std::string name;
  for (const char c : chat.param.stem().string()) {
    if (c != '-' && c != '_') name += c;
  }
  return name;
});

}  // namespace
}  // namespace sportello::flows
