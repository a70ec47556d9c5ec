#include "flows/calendar/year_page.h"

#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using std::chrono::year;
using ::testing::HasSubstr;
using ::testing::Not;

std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

TEST(YearText, NamesEveryDayThatDiffers) {
  const std::string page = squeezed(year_text(testing::leotron_calendar(), "Leotron", year{2027}, Language::It));
  EXPECT_THAT(page, HasSubstr("Leotron · orari 2027 (Europe/Rome)"));
  EXPECT_THAT(page, HasSubstr("Assistenza · 2.052 ore in 258 giorni\n lunedì–venerdì 9:00–13:00 e 14:30–18:30"));
  EXPECT_THAT(page, HasSubstr("Assistenza week-end · 600 ore in 100 giorni"));
  EXPECT_THAT(page, HasSubstr("lunedì 29 marzo Pasquetta chiuso\n"));
  EXPECT_THAT(page, HasSubstr("domenica 25 aprile Festa della Liberazione assistenza week-end 9:00–13:00\n"));
  EXPECT_THAT(page, HasSubstr("mercoledì 2 giugno Festa della Repubblica 9:00–13:00\n"));
  EXPECT_THAT(page, HasSubstr("domenica 15 agosto Ferragosto chiuso\n"));
}

TEST(YearText, DrawsOneSymbolADay) {
  const std::string page = squeezed(year_text(testing::leotron_calendar(), "Leotron", year{2027}, Language::It));
  EXPECT_THAT(page, HasSubstr("Giugno ■ ◧ ■ ■ □ □ ■ ■ ■ ■ ■ □ □ ■ ■ ■ ■ ■ □ □ ■ ■ ■ ■ ■ □ □ ■ ■ ■\n"));
  EXPECT_THAT(page, HasSubstr("Dicembre ■ ■ ■ □ □ ■ ■ ◧ ■ ■ □ □ ■ ■ ■ ■ ■ □ □ ■ ■ ■ ■ ■ × × ■ ■ ■ ■ ■\n"));
  const std::string other = squeezed(year_text(testing::kzweb_calendar(), "KZWeb", year{2027}, Language::En));
  EXPECT_THAT(other, HasSubstr("October ■ · · × ■"));
  EXPECT_THAT(other, Not(HasSubstr("□")));
}

TEST(YearHtml, IsWholeEscapedAndInItsLanguage) {
  const std::string page = year_html(testing::kzweb_calendar(), "KZ & <Web>", year{2027}, Language::En);
  EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<h1>KZ &amp; &lt;Web&gt; · opening hours 2027</h1>"));
  EXPECT_THAT(page, HasSubstr("<td>Monday 4 October</td><td>St Francis&#39; Day</td><td>closed</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"closed\" title=\"St Francis&#39; Day: holiday, closed\">4</td>"));
  for (const char* outside : {"http://", "https://", "<script", "src="}) EXPECT_THAT(page, Not(HasSubstr(outside)));
  std::size_t days = 0;
  for (std::size_t at = page.find("<td class="); at != std::string::npos; at = page.find("<td class=", at + 1)) ++days;
  EXPECT_EQ(days, 365U);
}

}  // namespace
}  // namespace sportello::flows
