#include "webhooks/whatsapp/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sportello::webhooks {
namespace {

using flows::Secret;

struct Vector {
  std::string key;
  std::string body;
  std::string hex;
};

/// Computed with the openssl command line over the exact bytes.
const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all = {
      {"test_app_secret", R"({"object":"whatsapp_business_account","entry":[]})",
       "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"},
      {"test_app_secret", R"({"object": "whatsapp_business_account", "entry": []})",
       "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a"},
      {"test-app-secret", R"({"object":"whatsapp_business_account"})",
       "b6978b21c4467654c466607663db9b43fae44b71083568df403e0a077089208e"},
      {"test_app_secret", R"({"t":"caf\u00e9 \ud83c\udf55"})",
       "22baa5d0962bfb77fa2bf8d9232ff9e7997a660899e0b304e22ea7ee927f674c"},
      {"test_app_secret", "{\"t\":\"caf\xC3\xA9 \xF0\x9F\x8D\x95\"}",
       "b1014aba03dabef918d513699295e9e4c5bc7077ccfd0886443bc0d12ab0c6b0"},
  };
  return all;
}

TEST(Signature, AgreesWithTheKnownVectors) {
  for (const Vector& vector : vectors()) {
    EXPECT_EQ(sign(vector.body, Secret(vector.key)), "sha256=" + vector.hex) << vector.body;
    EXPECT_TRUE(signed_by("sha256=" + vector.hex, vector.body, {Secret(vector.key)})) << vector.body;
  }
}

TEST(Signature, CoversEveryByteAsItArrived) {
  const std::string body = vectors()[3].body;
  const std::string header = "sha256=" + vectors()[3].hex;
  EXPECT_FALSE(signed_by(header, vectors()[4].body, {Secret("test_app_secret")}));
  for (std::size_t i = 0; i < body.size(); ++i) {
    std::string touched = body;
    touched[i] = static_cast<char>(touched[i] ^ 1);
    EXPECT_FALSE(signed_by(header, touched, {Secret("test_app_secret")})) << i;
  }
}

TEST(Signature, TakesAnySecretWhileOneIsBeingRolled) {
  const std::string header = sign("body", Secret("old"));
  EXPECT_TRUE(signed_by(header, "body", {Secret("new"), Secret("old")}));
  EXPECT_TRUE(signed_by(header, "body", {Secret("old"), Secret("new")}));
  EXPECT_FALSE(signed_by(header, "body", {Secret("new"), Secret("other")}));
  EXPECT_FALSE(signed_by(header, "body", {}));
}

TEST(Signature, NeverMatchesAnEmptySecret) {
  const std::string header = sign("body", Secret(""));
  EXPECT_FALSE(signed_by(header, "body", {Secret("")}));
  EXPECT_FALSE(signed_by(header, "body", {Secret(""), Secret("real")}));
}

TEST(Signature, RefusesAnyOtherShapeOfHeader) {
  const std::string good = sign("body", Secret("key"));
  const std::vector<Secret> secrets = {Secret("key")};
  const std::string hex = good.substr(7);
  const std::vector<std::string> bad = {"",
                                        "sha256=",
                                        hex,
                                        "sha1=" + hex,
                                        "SHA256=" + hex,
                                        good + "0",
                                        good.substr(0, good.size() - 1),
                                        " " + good,
                                        good + " ",
                                        good + "\n",
                                        good + "," + good,
                                        good + ", " + good,
                                        "sha256=" + hex.substr(0, 63) + "g",
                                        "sha256=" + hex.substr(0, 63) + ","};
  ASSERT_TRUE(signed_by(good, "body", secrets));
  for (const std::string& header : bad) EXPECT_FALSE(signed_by(header, "body", secrets)) << header;
}

TEST(Signature, SignsAnEmptyBodyToo) {
  EXPECT_TRUE(signed_by(sign("", Secret("key")), "", {Secret("key")}));
  EXPECT_FALSE(signed_by(sign("", Secret("key")), " ", {Secret("key")}));
}

TEST(EqualConstantTime, ComparesWholeStrings) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("token", "token"));
  EXPECT_FALSE(equal_constant_time("token", "tokeN"));
  EXPECT_FALSE(equal_constant_time("token", "toke"));
  EXPECT_FALSE(equal_constant_time("", "t"));
}

TEST(Handshake, AnswersTheChallengeVerbatim) {
  const auto answer = verify_handshake({"subscribe", "11580 <42>", "our token"}, Secret("our token"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(*answer, "11580 <42>");
}

TEST(Handshake, RefusesWhoeverDoesNotKnowTheToken) {
  const Secret token("our token");
  EXPECT_EQ(verify_handshake({"subscribe", "1", "another"}, token).error().code, flows::Errc::Denied);
  EXPECT_EQ(verify_handshake({"unsubscribe", "1", "our token"}, token).error().code, flows::Errc::Denied);
  EXPECT_EQ(verify_handshake({"", "1", "our token"}, token).error().code, flows::Errc::Denied);
  EXPECT_EQ(verify_handshake({"subscribe", "1", ""}, Secret("")).error().code, flows::Errc::Denied);
}

}  // namespace
}  // namespace sportello::webhooks
