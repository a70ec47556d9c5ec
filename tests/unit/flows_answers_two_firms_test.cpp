// Nothing one business says of itself may reach the customers of the other (requirements 2.3, "Cross-tenant").
#include <nlohmann/json.hpp>

#include "flows/answers/ask.h"
#include "flows/core/text.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

const char* const kQuestions[] = {
    "siete aperti adesso?",
    "a che ora chiudete oggi?",
    "siete aperti sabato pomeriggio?",
    "domenica mattina c'è qualcuno?",
    "fate la pausa pranzo?",
    "lavorate il 25 aprile?",
    "siete aperti a Pasquetta?",
    "il 4 ottobre ci siete?",
    "l'8 dicembre lavorate?",
    "siete chiusi tra Natale e Capodanno?",
    "che orari fate?",
    "quanto costa un intervento?",
    "quanto prendete all'ora?",
    "mi fate un preventivo?",
    "l'uscita è a pagamento?",
    "venite voi da noi?",
    "cosa comprende l'assistenza?",
    "la stampante è coperta dal contratto?",
    "il mio contratto copre anche i virus?",
    "quanto dura la garanzia?",
    "il computer è in garanzia?",
    "qual è il vostro numero di telefono?",
    "avete una mail?",
    "come apro un ticket?",
    "c'è un modulo online?",
    "dove trovo il modulo?",
    "entro quanto mi rispondete?",
    "entro quanto mi chiamate?",
    "devo fare una copia di sicurezza?",
    "come riapro una richiesta chiusa?",
    "quanto tempo ho per riaprire il ticket?",
    "a che punto è la mia richiesta?",
    "vorrei parlare con un operatore",
    "c'è assistenza nel weekend?",
    "per le urgenze come faccio?",
    "are you open on Saturday?",
    "how much does it cost?",
    "what is your phone number?",
    "is my printer covered?",
    "how do I open a ticket?",
};

/// Words that only one of the two documents knows.
const char* const kOnlyLeotron[] = {"80", "j-system", "jsystem", "leotron", "j2k", "045", "340.0662095", "14:30", "18:30", "36 mesi"};
const char* const kOnlyKzweb[] = {"kzweb", "entro 30 minuti", "within 30 minutes", "48 ore", "48 hours", "primo livello", "assistenza@"};

void expect_nothing_of_the_other(const char* profile, std::span<const char* const> of_the_other) {
  const Business business = test::load_shipped(profile);
  for (const char* time : {"2026-11-23T10:00", "2026-11-21T10:00", "2026-11-22T16:00", "2026-12-08T11:00"}) {
    const Instant at = *parse_instant(time, business.calendar.zone);
    for (const char* question : kQuestions) {
      for (const char* plan : {"none", "standard", "extended"}) {
        const std::string reply = fold(ask(business, question, at, plan).reply);
        ASSERT_FALSE(reply.empty()) << question;
        for (const char* word : of_the_other) {
          EXPECT_EQ(reply.find(word), std::string::npos)
              << profile << " was asked \"" << question << "\" and said \"" << word << "\": " << reply;
        }
      }
    }
  }
}

TEST(TwoFirms, FortyQuestionsBringOutNothingOfLeotronAtKzweb) {
  static_assert(std::size(kQuestions) == 40);
  expect_nothing_of_the_other("kzweb", kOnlyLeotron);
}

TEST(TwoFirms, FortyQuestionsBringOutNothingOfKzwebAtLeotron) {
  expect_nothing_of_the_other("leotron", kOnlyKzweb);
}

}  // namespace
}  // namespace sportello::flows
