#include "flows/core/text.h"

namespace sportello::flows {
namespace {

TEST(CleanText, DropsWhatCannotBeSeenAndMarksWhatIsBroken) {
  EXPECT_EQ(clean_text(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(clean_text("ok\xC3"), "ok\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("abc\xE2\x80\xAE"
                       "def"),
            "abcdef");
  EXPECT_EQ(clean_text("uno\r\ndue\rtre"), "uno\ndue\ntre");
}

TEST(CleanText, KeepsEmojiAndAccents) { EXPECT_EQ(clean_text("perché 👨‍👩‍👧 sì"), "perché 👨‍👩‍👧 sì"); }

TEST(Shorten, CutsAtAWordAndCountsCodePoints) {
  EXPECT_EQ(shorten("la stampante non stampa", 16), "la stampante…");
  EXPECT_EQ(shorten("àèìòù", 5), "àèìòù");
  EXPECT_EQ(length(shorten("àèìòùàèìòù", 4)), 4U);
  EXPECT_EQ(shorten("precipitevolissimevolmente", 10), "precipite…");
}

TEST(Fold, ComparesAsPeopleType) {
  EXPECT_EQ(fold("Sì, PERCHÉ"), "si, perche");
  EXPECT_EQ(fold("c’è"), "c'e");
  EXPECT_EQ(fold("Straße"), "strasse");
}

TEST(Trim, JoinsRunsOfSpaces) {
  EXPECT_EQ(trim("  a \t b\n\n c  "), "a b\nc");
  EXPECT_EQ(trim_ends(" \n a  b \n"), "a  b");
}

TEST(Letters, EmojiAloneIsNoText) {
  EXPECT_FALSE(has_letters_or_digits("👍🏽 …!"));
  EXPECT_TRUE(has_letters_or_digits("👍 ok"));
}

TEST(MaskPhone, KeepsOnlyTheEnds) {
  EXPECT_EQ(mask_phone("+39 340 066 2095"), "+39•••2095");
  EXPECT_EQ(mask_phone("112"), "•••");
}

TEST(IsUtf8, FindsMalformedBytes) {
  EXPECT_TRUE(is_utf8("è"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
}

}  // namespace
}  // namespace sportello::flows
