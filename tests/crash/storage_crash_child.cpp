// Receives a numbered series of events through the commit loop, several at a time and some of them twice, as Meta
// delivers them, and writes the number of each acknowledged one to its standard output. Ends itself at a named place of
// the n-th transaction when told to, or is killed from outside at any moment.
//   storage_crash_child URL FIRST LAST [PLACE N]
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/commit_loop.h"

namespace {

using namespace sportello::storage;

constexpr int kDeliverers = 4;
const PhoneNumberId kNumber{"100"};
const BusinessId kBusiness{"leotron"};

ConversationId the_conversation(Store& store) {
  if (const auto person = store.people().find_by_alias(kBusiness, AliasKind::WaId, "39340")) {
    return store.conversations().find_for(person->id, kNumber).value().id;
  }
  PersonRow person;
  person.business = kBusiness;
  person.id = store.people().create(person);
  if (!store.people().add_alias(person.id, kBusiness, AliasKind::WaId, "39340", Instant{})) std::abort();
  ConversationRow conversation;
  conversation.person = person.id;
  conversation.business = kBusiness;
  conversation.number = kNumber;
  return store.conversations().create(conversation);
}

/// Large enough that the log is moved into the file while the events come in.
const std::string kRaw(12'000, 'x');

/// An event with an answer and, for every fifth, a ticket; every seventh cannot be understood and is parked.
void take(Store& store, int event) {
  const std::string key = std::to_string(event);
  const auto id = store.inbox().insert(kNumber, key, "message", kRaw, Instant{});
  if (!id) return;
  const ConversationId conversation = the_conversation(store);
  OutboxRow answer;
  answer.conversation = conversation;
  answer.number = kNumber;
  answer.cause = "event:" + key + ":0";
  answer.callback = "callback:" + key;
  if (!store.outbox().add(answer)) throw std::logic_error("the answer was there before the event");
  if (event % 5 == 0) {
    TicketRow ticket;
    ticket.code = "LEO-" + std::to_string(store.tickets().next_number(kBusiness));
    ticket.business = kBusiness;
    ticket.person = store.conversations().find(conversation).value().person;
    ticket.conversation = conversation;
    ticket.status = "registered";
    ticket.summary = key;
    if (!store.tickets().create(ticket)) throw std::logic_error("a number was given twice");
  }
  if (event % 7 == 0) throw std::runtime_error("cannot be understood");
  store.inbox().finish(*id, kAnswered, std::nullopt);
}

void park(Store& store, int event, const std::string& error) {
  const auto id = store.inbox().insert(kNumber, std::to_string(event), "message", "{}", Instant{});
  if (id) store.inbox().park(*id, error);
}

void acknowledge(int event) {
  const std::string line = std::to_string(event) + "\n";
  // One write: whoever reads it sees it whole even if this process dies the next moment.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

Command delivery(int event) {
  return {.run = [event](Store& store) { take(store, event); },
          .failed = [event](Store& store, const std::string& error) { park(store, event, error); },
          .done =
              [event](Committed committed) {
                if (committed == Committed::Yes) acknowledge(event);
              }};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  StoreOptions options;
  options.url = argv[1];
  const int first = std::atoi(argv[2]);
  const int last = std::atoi(argv[3]);
  CommitLoopOptions loop_options{.max_batch = 16};
  if (argc == 6) {
    loop_options.at = [place = std::string_view(argv[4]), left = std::atoi(argv[5])](std::string_view here) mutable {
      if (here == place && --left == 0) std::raise(SIGKILL);
    };
  }
  auto loop = start_commit_loop(open_store(options), std::move(loop_options), {});
  std::atomic<int> next = first;
  std::vector<std::thread> deliverers;
  for (int i = 0; i < kDeliverers; ++i) {
    deliverers.emplace_back([&] {
      for (int event = next++; event <= last; event = next++) {
        loop->submit(delivery(event));
        if (event % 3 == 0) loop->submit(delivery(event));
      }
    });
  }
  for (std::thread& deliverer : deliverers) deliverer.join();
  loop->stop();
  return 0;
}
