/// The life of an outgoing message, and the one place that says which state may follow which (invariant I11).
#pragma once

#include <array>
#include <string_view>

namespace sportello::storage {

/// queued < in_flight < uncertain < sent < delivered < read, and failed, which is final and keeps its reason. Forwards
/// only, with two ways back to queued: a send that surely did not happen (from in_flight) and a send repeated after
/// its status did not come (from uncertain). A message may stay in its state (attempts, times), except when failed.
/// False for a name that is no state.
bool may_follow(std::string_view from, std::string_view to);

/// All of them.
inline constexpr std::array<std::string_view, 7> kOutboxStates{"queued", "in_flight", "uncertain", "sent",
                                                               "delivered", "read", "failed"};

/// How often the desk sends a message by itself whose fate it does not know.
inline constexpr int kSendsAtMost = 2;

/// States in which something is still to be done, by the desk or by a person: queued, in_flight, uncertain, failed.
bool needs_a_look(std::string_view state);

}  // namespace sportello::storage
