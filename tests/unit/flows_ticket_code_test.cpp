#include "flows/ticket/code.h"

#include <set>

namespace sportello::flows {
namespace {

TEST(TicketCode, HasThePromisedShape) {
  EXPECT_THAT(ticket_code("LEO", 1), testing::MatchesRegex("LEO-[0-9A-HJKMNP-TV-Z]+-[0-9A-HJKMNP-TV-Z]"));
  EXPECT_EQ(ticket_code("LEO", 1).size(), 10U);
}

TEST(TicketCode, NeverRepeats) {
  std::set<std::string> seen;
  for (std::int64_t n = 1; n < 1'048'576; ++n) seen.insert(ticket_code("K", n));
  for (std::int64_t n = 1'048'576; n < 1'060'000; ++n) seen.insert(ticket_code("K", n));
  EXPECT_EQ(seen.size(), 1'059'999U);
}

TEST(TicketCode, IsReadHoweverItIsTyped) {
  const std::string code = ticket_code("LEO", 42);
  std::string bare;
  for (const char c : code) {
    if (c != '-') bare += static_cast<char>(c | (c >= 'A' ? 0x20 : 0));
  }
  EXPECT_EQ(parse_ticket_code(bare, "LEO"), code);
  EXPECT_EQ(parse_ticket_code("  " + code + " ", "LEO"), code);
  std::string look_alike = code;
  for (char& c : look_alike) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
  }
  look_alike.replace(0, 3, "leo");
  EXPECT_EQ(parse_ticket_code(look_alike, "LEO"), code);
}

TEST(TicketCode, FindsEverySingleMistake) {
  const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (std::int64_t n = 1; n < 300; ++n) {
    const std::string code = ticket_code("LEO", n);
    for (const std::size_t at : {4U, 5U, 6U, 7U, 9U}) {
      for (const char c : alphabet) {
        if (c == code[at]) continue;
        std::string wrong = code;
        wrong[at] = c;
        ASSERT_FALSE(parse_ticket_code(wrong, "LEO")) << code << " " << wrong;
      }
    }
    for (const std::size_t at : {4U, 5U, 6U}) {
      std::string wrong = code;
      std::swap(wrong[at], wrong[at + 1]);
      if (wrong == code) continue;
      ASSERT_FALSE(parse_ticket_code(wrong, "LEO")) << code << " " << wrong;
    }
  }
}

TEST(TicketCode, IsFoundInASentence) {
  const std::string first = ticket_code("LEO", 7);
  const std::string second = ticket_code("LEO", 8);
  EXPECT_THAT(ticket_codes_in("a che punto sono " + first + " e " + second + "?", "LEO"),
              testing::ElementsAre(first, second));
  EXPECT_THAT(ticket_codes_in("Leo mi ha detto di scrivervi", "LEO"), testing::IsEmpty());
  EXPECT_THAT(ticket_codes_in(first, "KZW"), testing::IsEmpty());
}

}  // namespace
}  // namespace sportello::flows
