#include "flows/calendar/calendar_json.h"

#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

json sound() {
  return json::parse(R"({
    "zone": "Europe/Rome",
    "services": [{"id": "standard", "name": {"it": "assistenza", "en": "support"},
                  "week": {"mon": ["09:00-13:00", "14:30-18:30"], "sat": ["09:00-13:00"]}}],
    "exceptions": [{"id": "liberazione", "name": {"it": "Liberazione", "en": "Liberation"}, "day": "04-25",
                    "open": ["09:00-10:00"]}]})");
}

/// "pointer: text" of all faults.
std::vector<std::string> faults_in(const json& value) {
  std::vector<CalendarFault> faults;
  calendar_from_json(value, faults);
  std::vector<std::string> lines;
  for (const CalendarFault& fault : faults) lines.push_back(fault.pointer + ": " + fault.text);
  return lines;
}

/// The faults after one value has been put into the sound calendar.
std::vector<std::string> faults_with(const char* pointer, json value) {
  json changed = sound();
  changed[json::json_pointer(pointer)] = std::move(value);
  return faults_in(changed);
}

MATCHER_P(IsAt, pointer, "") {
  return arg.rfind(std::string(pointer) + ": ", 0) == 0;
}

TEST(CalendarJson, ReadsASoundCalendar) {
  std::vector<CalendarFault> faults;
  const Calendar calendar = calendar_from_json(sound(), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(calendar.zone.name(), "Europe/Rome");
  ASSERT_EQ(calendar.services.size(), 1U);
  EXPECT_EQ(calendar.services[0].week[0], (Intervals{{540, 780}, {870, 1110}}));
  EXPECT_TRUE(calendar.services[0].week[1].empty());
  ASSERT_EQ(calendar.exceptions.size(), 1U);
  EXPECT_EQ(calendar.exceptions[0].name.en, "Liberation");
  EXPECT_EQ(calendar.exceptions[0].rule, DayRule(FixedDay{std::chrono::April, std::chrono::day{25}}));
}

TEST(CalendarJson, RefusesWithThePlace) {
  using ::testing::ElementsAre;
  const char* exception = "/exceptions/0";
  EXPECT_THAT(faults_with("/zone", "Europe/Atlantis"), ElementsAre(IsAt("/zone")));
  EXPECT_THAT(faults_with("/services/0/week/mon", {"09:00-13:00", "12:30-18:30"}),
              ElementsAre("/services/0/week/mon/1: 12:30-18:30 overlaps 09:00-13:00"));
  EXPECT_THAT(faults_with("/services/0/week/mon", {"14:30-18:30", "09:00-13:00"}),
              ElementsAre("/services/0/week/mon/1: 09:00-13:00 stands after the later 14:30-18:30"));
  EXPECT_THAT(faults_with("/services/0/week/tue", {"22:00-02:00"}), ElementsAre(IsAt("/services/0/week/tue/0")));
  EXPECT_THAT(faults_with("/services/0/week/tue", {"09:00-09:00"}), ElementsAre(IsAt("/services/0/week/tue/0")));
  EXPECT_THAT(faults_with("/services/0/week/tue", {"9-13"}), ElementsAre(IsAt("/services/0/week/tue/0")));
  EXPECT_THAT(faults_with("/services/0/week/tue", "09:00-13:00"), ElementsAre(IsAt("/services/0/week/tue")));
  EXPECT_THAT(faults_with("/services/0/week/lun", json::array()), ElementsAre(IsAt("/services/0/week/lun")));
  EXPECT_THAT(faults_with("/services/0/week", json::object()),
              ElementsAre("/services/0/week: this service never opens", IsAt(exception)));
  EXPECT_THAT(faults_with("/services", json::array()), ElementsAre(IsAt("/services"), IsAt(exception)));
  EXPECT_THAT(faults_with("/services/0/name", {{"it", "assistenza"}}), ElementsAre(IsAt("/services/0/name")));
  EXPECT_THAT(faults_with("/exceptions/0/day", "25/4"), ElementsAre(IsAt("/exceptions/0/day")));
  EXPECT_THAT(faults_with("/exceptions/0/day", "02-30"), ElementsAre(IsAt("/exceptions/0/day")));
  EXPECT_THAT(faults_with("/exceptions/0/day", "easter+400"), ElementsAre(IsAt("/exceptions/0/day")));
  EXPECT_THAT(faults_with("/exceptions/0/day", "2026-08-21..2026-08-10"), ElementsAre(IsAt("/exceptions/0/day")));
  EXPECT_THAT(faults_with("/exceptions/0/open", json::array()), ElementsAre(IsAt(exception)));
  EXPECT_THAT(faults_with("/exceptions/0/instead", {"10:00-12:00"}), ElementsAre(IsAt(exception)));
  EXPECT_THAT(faults_with("/exceptions/0/services", {"weekend"}), ElementsAre(IsAt("/exceptions/0/services/0")));
  EXPECT_THAT(faults_with("/exceptions/0/valid_from", "2026-02-30"), ElementsAre(IsAt("/exceptions/0/valid_from")));
  EXPECT_THAT(faults_with("/exceptions/0/vald_from", "2026-02-20"), ElementsAre(IsAt("/exceptions/0/vald_from")));
  EXPECT_THAT(faults_with("/holidays", "it"), ElementsAre(IsAt("/holidays")));
  EXPECT_THAT(faults_in(json::array()), ElementsAre(": must be an object"));
}

TEST(CalendarJson, RefusesAnExceptionThatNeverApplies) {
  using ::testing::ElementsAre;
  json changed = sound();
  json& exception = changed["exceptions"][0];
  exception["day"] = "5th mon feb";  // of a leap year: rare, but it comes
  EXPECT_THAT(faults_in(changed), ElementsAre());
  exception["valid_from"] = "2027-01-01";
  exception["valid_to"] = "2030-12-31";
  EXPECT_THAT(faults_in(changed), ElementsAre(IsAt("/exceptions/0/day")));

  exception["day"] = "2026-08-10";
  EXPECT_THAT(faults_in(changed), ElementsAre(IsAt("/exceptions/0/day")));
  exception["valid_from"] = "2031-01-01";
  EXPECT_THAT(faults_in(changed), ElementsAre(IsAt("/exceptions/0/valid_to")));

  changed = sound();
  changed["exceptions"][0]["open"] = {"08:00-20:00"};  // leaves every hour as it is
  EXPECT_THAT(faults_in(changed), ElementsAre("/exceptions/0: this never applies: the hours are the same without it"));
}

TEST(CalendarJson, RefusesTwoExceptionsForOneDay) {
  using ::testing::ElementsAre;
  json changed = sound();
  changed["exceptions"].push_back(changed["exceptions"][0]);
  EXPECT_THAT(faults_in(changed), ElementsAre(IsAt("/exceptions/1/id"), IsAt("/exceptions/1/day")));
  changed["exceptions"][1]["id"] = "nuova";
  changed["exceptions"][1]["valid_from"] = "2027-01-01";
  EXPECT_THAT(faults_in(changed), ElementsAre("/exceptions/1/day: the same day as 'liberazione'"));
  changed["exceptions"][0]["valid_to"] = "2026-12-31";
  EXPECT_THAT(faults_in(changed), ElementsAre());
}

TEST(CalendarJson, RefusesACalendarClosedByItsExceptions) {
  json changed = sound();
  changed["exceptions"][0]["day"] = "01-01..12-31";
  changed["exceptions"][0].erase("open");
  EXPECT_THAT(faults_in(changed), ::testing::ElementsAre("/services/0/week: this service never opens"));
}

TEST(CalendarJson, AcceptsAServiceOfExtraordinaryOpeningsOnly) {
  json changed = sound();
  changed["services"][0]["week"] = json::object();
  changed["exceptions"][0].erase("open");
  changed["exceptions"][0]["instead"] = {"10:00-12:00"};
  EXPECT_THAT(faults_in(changed), ::testing::ElementsAre());
}

}  // namespace
}  // namespace sportello::flows
