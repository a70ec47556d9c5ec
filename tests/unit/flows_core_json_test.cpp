#include "flows/core/json.h"

#include <nlohmann/json.hpp>

namespace sportello::flows {
namespace {

using nlohmann::json;

TEST(ParseJson, SaysWhereTheFaultIs) {
  json value;
  const JsonError error = parse_json("{\n  \"a\": 1,\n  \"b\": }\n", value);
  EXPECT_EQ(error.fault, JsonFault::Syntax);
  EXPECT_EQ(error.line, 3U);
  EXPECT_TRUE(value.is_null());
}

TEST(ParseJson, StopsAtTheDepthLimit) {
  json value;
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_EQ(parse_json(deep, value).fault, JsonFault::TooDeep);
  const std::string just = std::string(kMaxJsonDepth, '[') + std::string(kMaxJsonDepth, ']');
  EXPECT_EQ(parse_json(just, value).fault, JsonFault::None);
}

TEST(ParseJson, AllowsCommentsOnlyWhenAsked) {
  json value;
  EXPECT_EQ(parse_json("{} // end", value).fault, JsonFault::Syntax);
  EXPECT_EQ(parse_json("{} // end", value, JsonComments::Allow).fault, JsonFault::None);
}

TEST(ParseJson, RefusesANumberThatIsTooLargeInsteadOfThrowing) {
  json value;
  EXPECT_EQ(parse_json("[1e999]", value).fault, JsonFault::Syntax);
  EXPECT_TRUE(value.is_null());
}

TEST(PrintJson, SurvivesMalformedText) { EXPECT_EQ(print_json(json("\xC3")), "\"\xEF\xBF\xBD\""); }

}  // namespace
}  // namespace sportello::flows
