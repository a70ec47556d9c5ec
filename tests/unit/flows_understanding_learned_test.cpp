#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/examples_digest.h"

namespace sportello::tests {
namespace {

TEST(Cues, WereLearnedFromTheExamplesAsTheyAre) {
  const std::string lexicon = SPORTELLO_LEXICON;
  std::ifstream cues(lexicon + "/cues.txt");
  std::string title;
  std::string digest;
  std::getline(cues, title);
  std::getline(cues, digest);
  EXPECT_EQ(digest, examples_digest(lexicon + "/examples.txt"))
      << "examples.txt has changed: learn anew with 'ninja -C build/release learn'";
}

}  // namespace
}  // namespace sportello::tests
