// A customer who does anything at all: each line of the input is one thing done. What is stored of the conversation
// reads back the same, at most one bubble leaves a turn, and Meta refuses none of them for its length.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/fuzz/expect.h"
#include "tests/support/chat.h"
#include "tests/support/profiles.h"

namespace {

using namespace sportello;
using namespace sportello::flows;

/// The first letter of a line says what is done, the rest with what.
void act(test::Chat& chat, char what, const std::string& with) {
  switch (what) {
    case '#':
      return static_cast<void>(chat.send(Tapped{with, with}));
    case '*': {
      MediaSent note;
      note.kind = MediaKind::Audio;
      note.voice = true;
      return static_cast<void>(chat.send(note));
    }
    case '@': {
      MediaSent photo;
      photo.caption = with;
      photo.media_id = "1";
      return static_cast<void>(chat.send(photo));
    }
    case '!':
      return static_cast<void>(chat.fire(static_cast<TimerKind>(with.size() % 3)));
    case '+':
      return chat.wait(std::chrono::minutes{static_cast<int>(with.size()) * 45});
    case '%':
      return static_cast<void>(chat.send(ContactShared{with, {with}, {with}, with.size() % 2 == 0}));
    case '=':
      return static_cast<void>(chat.resolve(with));
    case '$':
      return static_cast<void>(chat.send(Edited{Wamid{"wamid.1"}, with}));
    default:
      chat.say(what + with);
  }
}

void check(const test::Chat& chat) {
  const auto& effects = chat.last_effects();
  const auto sent = std::count_if(effects.begin(), effects.end(),
                                  [](const Effect& effect) { return std::holds_alternative<Send>(effect); });
  fuzz::expect(sent <= 1, "one bubble a turn");
  for (const Effect& effect : effects) {
    const auto* send = std::get_if<Send>(&effect);
    if (send == nullptr) continue;
    fuzz::expect(fit(send->message) == send->message, "Meta refuses nothing for its length",
                 plain_text(send->message.content));
    const auto again = outgoing_from_json(to_json(send->message));
    fuzz::expect(again && *again == send->message, "a message reads back");
  }
  const auto again = conversation_from_json(to_json(chat.conversation()));
  fuzz::expect(again && *again == chat.conversation(), "a conversation reads back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  static const Business leotron = test::load_shipped("leotron");
  static const Business kzweb = test::load_shipped("kzweb");
  const unsigned flags = data[0];
  test::Chat chat((flags & 1U) == 0 ? leotron : kzweb, "2026-11-23T08:55");
  chat.person.known = (flags & 2U) != 0;
  if ((flags & 4U) != 0) chat.person.wa_number.clear();
  if ((flags & 8U) != 0) chat.gather = std::chrono::seconds{3};
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (int turn = 0; turn < 40 && !rest.empty(); ++turn) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    act(chat, line.front(), line.substr(1));
    check(chat);
  }
  return 0;
}
