// Meta's side as a program of its own, for tests of an installed desk: a Graph API with one number and the templates of
// its profile, and customers who write. It prints a line once it listens and ends with its standard input.
// Usage: emulated_meta PORT WEBHOOK_URL FOLDER PROFILE; the secrets are "app secret" and "access token".
#include <unistd.h>

#include <cstdio>
#include <span>
#include <string>

#include "bot/profiles.h"
#include "bot/signals.h"
#include "webhooks/emulator/emulator.h"
#include "webhooks/http/server.h"

namespace {

using namespace sportello;

webhooks::EmulatorOptions describe(const flows::Business& business, const flows::PhoneNumberId& number) {
  webhooks::EmulatorOptions options;
  options.numbers = {{number, "+39 340 066 2095", business.name, "", "#7a1f2b", ""}};
  for (const auto& [purpose, message] : business.templates) {
    for (const auto& [language, body] : message.body) {
      const auto buttons = message.buttons.find(language);
      options.templates.push_back({number, message.name, language, message.category, "APPROVED", body,
                                   buttons != message.buttons.end() ? buttons->second : std::vector<std::string>{}});
    }
  }
  options.app_secret = flows::Secret("app secret");
  options.access_token = flows::Secret("access token");
  options.now = [] {
    return flows::Instant{std::chrono::duration_cast<flows::Instant::duration>(
        std::chrono::system_clock::now().time_since_epoch())};
  };
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  if (words.size() != 5) return 2;
  bot::mask_signals();
  webhooks::initialize_http();
  const flows::ProfileLoad load = bot::find_profile(words[4]);
  if (!load.business) return 2;
  webhooks::ServerOptions server_options;
  server_options.port = static_cast<std::uint16_t>(std::stoi(words[1]));
  webhooks::EmulatorOptions options = describe(*load.business, flows::PhoneNumberId{"100000000000001"});
  options.webhook_url = words[2];
  options.public_url = "http://127.0.0.1:" + std::string(words[1]);
  options.media_dir = words[3];
  webhooks::Emulator emulator(std::move(options));
  webhooks::Router router;
  emulator.mount(router);
  const auto server = webhooks::make_server(server_options, std::move(router));
  if (!server->start()) return 1;
  emulator.start();
  std::puts("listening");
  std::fflush(stdout);
  char ignored = 0;
  while (::read(STDIN_FILENO, &ignored, 1) > 0) {
  }
  emulator.stop();
  server->stop(std::chrono::milliseconds{0});
  return 0;
}
