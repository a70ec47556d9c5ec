// The console over a staged desk, for browser tests. Prints "ready http://127.0.0.1:PORT", then obeys one command for
// each line of its input and answers each with a line; ends with its input.
//
//   link                    a one-time link for the first operator: its path
//   link-second             the same for the second operator
//   invitation              the same, but good only for choosing a password
//   manager                 the first operator becomes one who manages
//   receive TICKET TEXT     a customer's message on the scene's ticket of that number
//   news                    something at the desk has changed
//   channel down|up         whether messages can leave
//   drop                    the live streams end, as when a proxy gives up
//   refuse TEXT             every action fails from now on with this sentence, as a conflict
#include <atomic>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/support/console_stage.h"
#include "tests/support/test_server.h"
#include "webhooks/http/server.h"

using namespace sportello;

namespace {

std::string rest_of(std::istringstream& line) {
  std::string rest;
  std::getline(line >> std::ws, rest);
  return rest;
}

std::string obey(test::ConsoleStage& stage, webhooks::Console& console, std::atomic<bool>& channel_up,
                 const std::string& command) {
  std::istringstream line(command);
  std::string verb;
  line >> verb;
  if (verb == "link") return webhooks::sign_in_url("", stage.new_link());
  if (verb == "link-second") return webhooks::sign_in_url("", stage.new_link("sign_in", 1));
  if (verb == "invitation") return webhooks::sign_in_url("", stage.new_link("invitation"));
  if (verb == "manager") {
    stage.promote();
    return "ok";
  }
  if (verb == "receive") {
    std::size_t ticket = 0;
    line >> ticket;
    stage.desk().receive(stage.code(ticket), rest_of(line));
    return "ok";
  }
  if (verb == "channel") {
    channel_up = rest_of(line) == "up";
    stage.desk().tell({});
    return "ok";
  }
  if (verb == "news") {
    stage.desk().tell({});
    return "ok";
  }
  if (verb == "drop") {
    console.close();
    return "ok";
  }
  if (verb == "refuse") {
    stage.desk().answer_with(flows::fail(flows::Errc::Conflict, rest_of(line)));
    return "ok";
  }
  return "what?";
}

}  // namespace

int main() {
  webhooks::initialize_http(4);
  test::ConsoleStage stage;
  std::atomic<bool> channel_up{true};
  auto options = stage.options();
  options.channel = [&channel_up] {
    if (channel_up) return webhooks::ChannelState{};
    return webhooks::ChannelState{.up = false,
                                  .problem = {"WhatsApp non accetta i messaggi: il token non vale più (190).",
                                              "WhatsApp refuses our messages: the token is not valid any more (190)."},
                                  .remedy = {"Genera un token nuovo e riavvia; i messaggi in coda partono da soli.",
                                             "Make a new token and restart; what is queued leaves by itself."}};
  };
  const auto console = webhooks::make_console(stage.desk(), std::move(options));
  {
    const tests::TestServer server([&] {
      webhooks::Router router;
      console->mount(router);
      return router;
    });
    std::cout << "ready http://127.0.0.1:" << server.port() << std::endl;
    for (std::string command; std::getline(std::cin, command);)
      std::cout << obey(stage, *console, channel_up, command) << std::endl;
    console->close();
  }
  return 0;
}
