/// How the services hand a unit of work to the commit loop and its outcome back to who asked.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "bot/desk.h"
#include "flows/core/result.h"
#include "storage/commit_loop.h"

namespace sportello::bot {

template <class Value>
using Work = std::function<flows::Result<Value>(storage::Store&, Afterwards&)>;

/// Unwinds a command whose outcome is an expected error, so that nothing of it is written.
struct Refused : std::runtime_error {
  Refused() : std::runtime_error("refused") {}
};

/// Runs the work in the commit loop. After the commit `publish` gets what is to be done then, and `done` the outcome:
/// the work's own error when nothing of it was written, Internal when it threw, Unavailable when it could not be
/// stored. False when too much waits; then nothing is called.
template <class Value>
bool submit(storage::CommitLoop& commits, std::function<void(Afterwards)> publish, Work<Value> work,
            std::function<void(flows::Result<Value>)> done) {
  struct State {
    Afterwards after;
    std::optional<flows::Result<Value>> result;
  };
  auto state = std::make_shared<State>();
  storage::Command command;
  command.run = [state, work = std::move(work)](storage::Store& store) {
    state->after = {};
    state->result = work(store, state->after);
    if (!*state->result) throw Refused();
  };
  command.failed = [state](storage::Store&, const std::string& error) {
    state->after = {};
    if (!state->result || *state->result) {
      state->result = flows::Result<Value>(flows::fail(flows::Errc::Internal, error));
    }
  };
  command.done = [state, publish = std::move(publish), done = std::move(done)](storage::Committed committed) {
    if (committed == storage::Committed::No && (!state->result || *state->result)) {
      return done(flows::fail(flows::Errc::Unavailable, "it could not be stored: try again in a moment"));
    }
    publish(std::move(state->after));
    done(std::move(*state->result));
  };
  return commits.submit(std::move(command));
}

}  // namespace sportello::bot
