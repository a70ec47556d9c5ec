#include "bot/config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace sportello::bot {
namespace {

constexpr const char* kGood = R"({
  // the smallest one
  "storage": { "url": "sqlite:///tmp/x.db" },
  "whatsapp": { "app_secret": "env:SECRET", "verify_token": "v", "access_token": "file:token.txt" },
  "numbers": [ { "phone_number_id": "1", "profile": "leotron" } ]
})";

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::path(testing::TempDir()) / "sportello-config-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
    write("token.txt", "abc\n");
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

std::optional<std::string> environment(const std::string& name) {
  return name == "SECRET" ? std::optional<std::string>("s3cret") : std::nullopt;
}

ConfigLoad load(const std::string& text) {
  Folder folder;
  return load_config(folder.write("sportello.json", text), environment);
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Config, ReadsEnvironmentAndFiles) {
  const auto loaded = load(kGood);
  ASSERT_TRUE(loaded.config) << loaded.faults.front().line_of("f");
  EXPECT_EQ(loaded.config->app_secrets.front().reveal(), "s3cret");
  EXPECT_EQ(loaded.config->access_token.reveal(), "abc");
  EXPECT_EQ(loaded.config->listen_address, "127.0.0.1");
  EXPECT_EQ(loaded.config->listen_port, 8080);
  EXPECT_FALSE(loaded.config->gather);
}

TEST(Config, TakesASecretListForRotation) {
  const auto loaded = load(with("\"env:SECRET\"", "[\"env:SECRET\", \"old\"]"));
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(loaded.config->app_secrets.size(), 2U);
}

TEST(Config, RefusesToStartWithoutASecret) {
  for (const char* key : {"app_secret", "verify_token", "access_token"}) {
    const auto loaded = load(with(std::string("\"") + key + "\"", std::string("\"x_") + key + "\""));
    EXPECT_FALSE(loaded.config) << key;
  }
  EXPECT_FALSE(load(with("\"v\"", "\"\"")).config);
  EXPECT_FALSE(load(with("env:SECRET", "env:NOT_SET")).config);
}

TEST(Config, NamesAMisspeltKeyWithItsLineAndWhatWasMeant) {
  const auto loaded = load(with("\"verify_token\"", "\"verify_tokn\""));
  ASSERT_EQ(loaded.faults.size(), 2U);
  EXPECT_EQ(loaded.faults[1].line_of("f"), "f:4: /whatsapp/verify_tokn: unknown key; did you mean 'verify_token'?");
  EXPECT_THAT(loaded.faults[0].text, testing::HasSubstr("required"));
}

TEST(Config, ReportsEveryFaultAtOnce) {
  const auto loaded = load(R"({"listen": 5, "pace_per_second": "fast", "numbers": [], "mail": {"to": "x"}})");
  EXPECT_FALSE(loaded.config);
  EXPECT_GE(loaded.faults.size(), 8U);
}

TEST(Config, SaysWhereTheSyntaxIsWrong) {
  const auto loaded = load("{\n  \"listen\": }\n");
  ASSERT_EQ(loaded.faults.size(), 1U);
  EXPECT_EQ(loaded.faults.front().line, 2U);
}

TEST(Config, ListensBeyondThisMachineOnlyWhenAsked) {
  const std::string open = with("{\n  //", "{ \"listen\": \"http://0.0.0.0:80\",\n  //");
  EXPECT_FALSE(load(open).config);
  std::string insisting = open;
  insisting.insert(1, "\"listen_anywhere\": true, ");
  EXPECT_TRUE(load(insisting).config);
  for (const char* wrong :
       {"127.0.0.1:80", "https://127.0.0.1:80", "http://127.0.0.1", "http://127.0.0.1:0", "http://127.0.0.1:99999"}) {
    EXPECT_FALSE(load(with("{\n  //", std::string("{ \"listen\": \"") + wrong + "\",\n  //")).config) << wrong;
  }
}

TEST(Config, HasASchemaWithEveryKey) {
  const auto schema = nlohmann::json::parse(config_schema());
  EXPECT_TRUE(schema.contains("/properties/whatsapp/properties/app_secret"_json_pointer));
  EXPECT_TRUE(schema.contains("/properties/numbers/items/properties/profile"_json_pointer));
  EXPECT_EQ(schema.at("additionalProperties"), false);
}

}  // namespace
}  // namespace sportello::bot
