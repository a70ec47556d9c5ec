#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/sql/connection.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

constexpr int kEvents = 400;
constexpr int kRandomRounds = 8;  ///< SPORTELLO_CRASH_ROUNDS raises it

struct End {
  std::set<int> acknowledged;
  bool killed = false;
};

/// Runs the child over the events; kills it once `kill_after` acknowledgements have been read (never when negative).
End run_child(const std::string& url, int first, int last, const std::vector<std::string>& more, int kill_after = -1) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    std::vector<std::string> words{SPORTELLO_CRASH_CHILD, url, std::to_string(first), std::to_string(last)};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  End end;
  std::string line;
  char c = 0;
  while (::read(ends[0], &c, 1) == 1) {
    if (c != '\n') {
      line += c;
      continue;
    }
    end.acknowledged.insert(std::stoi(line));
    line.clear();
    if (kill_after >= 0 && static_cast<int>(end.acknowledged.size()) > kill_after) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  end.killed = WIFSIGNALED(status);
  if (!end.killed && WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed");
  return end;
}

struct Held {
  std::map<int, int> events;
  std::map<std::string, int> answers;
  std::map<std::string, int> tickets;  ///< by the event they came from
  std::set<std::string> codes;
};

/// Read around the ports, which are what is being tested.
Held held_in(SqliteBackend& backend) {
  Held held;
  sql::Connection connection("dbname=\"" + backend.path().string() + "\"");
  std::string first;
  std::string second;
  const auto each = [&](const char* query, const auto& row) {
    sql::Statement(connection, "test", query, sql::gives(first), sql::gives(second)).each(row);
  };
  each("SELECT key, state FROM inbox", [&] {
    ++held.events[std::stoi(first)];
    EXPECT_EQ(second, std::stoi(first) % 7 == 0 ? "parked" : "done") << first;
  });
  each("SELECT cause, callback FROM outbox", [&] { ++held.answers[first]; });
  each("SELECT summary, code FROM ticket", [&] {
    ++held.tickets[first];
    held.codes.insert(second);
  });
  return held;
}

/// Every event with exactly its effects; those that were acknowledged are there.
void expect_sound(SqliteBackend& backend, const std::set<int>& acknowledged) {
  EXPECT_EQ(check_integrity(backend.path()), "ok");
  const Held held = held_in(backend);
  for (const int event : acknowledged) EXPECT_TRUE(held.events.contains(event)) << "lost: " << event;
  std::map<std::string, int> answers;
  std::map<std::string, int> tickets;
  for (const auto& [event, count] : held.events) {
    EXPECT_EQ(count, 1) << "twice: " << event;
    if (event % 7 == 0) continue;
    answers["event:" + std::to_string(event) + ":0"] = 1;
    if (event % 5 == 0) tickets[std::to_string(event)] = 1;
  }
  EXPECT_EQ(held.answers, answers);
  EXPECT_EQ(held.tickets, tickets);
  std::set<std::string> codes;
  for (std::size_t i = 1; i <= tickets.size(); ++i) codes.insert("LEO-" + std::to_string(i));
  EXPECT_EQ(held.codes, codes) << "numbers are given one after the other";
}

/// Meta delivers again what was not acknowledged, and some more.
void expect_all_after_redelivery(SqliteBackend& backend) {
  const End end = run_child(backend.url(), 1, kEvents, {});
  EXPECT_EQ(end.acknowledged.size(), std::size_t{kEvents});
  expect_sound(backend, end.acknowledged);
  EXPECT_EQ(held_in(backend).events.size(), std::size_t{kEvents});
}

TEST(StorageCrash, LosesNothingWhereverTheTransactionIsCutOff) {
  for (const std::string place : {"begun", "run", "committed", "replied"}) {
    for (const std::string nth : {"1", "2", "9"}) {
      SCOPED_TRACE(place + " " + nth);
      SqliteBackend backend;
      const End end = run_child(backend.url(), 1, kEvents, {place, nth});
      EXPECT_TRUE(end.killed);
      expect_sound(backend, end.acknowledged);
      expect_all_after_redelivery(backend);
    }
  }
}

TEST(StorageCrash, LosesNothingWhenKilledAtAnyMoment) {
  const char* const rounds = std::getenv("SPORTELLO_CRASH_ROUNDS");
  const char* const seed_given = std::getenv("SPORTELLO_SEED");
  const unsigned seed = seed_given != nullptr ? static_cast<unsigned>(std::stoul(seed_given)) : std::random_device{}();
  std::mt19937 dice(seed);
  SqliteBackend backend;
  std::set<int> acknowledged;
  for (int round = 0; round < (rounds != nullptr ? std::atoi(rounds) : kRandomRounds); ++round) {
    SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed) + ", round " + std::to_string(round));
    // The same database again and again, each time with an overlap of what is delivered.
    const int first = std::uniform_int_distribution<int>(1, kEvents / 2)(dice);
    const int after = std::uniform_int_distribution<int>(0, kEvents / 2)(dice);
    const End end = run_child(backend.url(), first, kEvents, {}, after);
    acknowledged.insert(end.acknowledged.begin(), end.acknowledged.end());
    expect_sound(backend, acknowledged);
  }
  expect_all_after_redelivery(backend);
}

}  // namespace
}  // namespace sportello::storage
