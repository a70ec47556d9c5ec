/// The state of one conversation between two messages, as a value: what is stored, loaded and replayed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "flows/business/form.h"
#include "flows/core/language.h"
#include "flows/core/result.h"
#include "flows/core/time.h"
#include "flows/dialogue/event.h"

namespace sportello::flows {

/// A message of a burst that waits for the rest of it.
struct Gathered {
  Wamid id;
  Instant sent_at{};
  std::string text;  ///< cleaned; empty for a photo without a caption
  std::optional<Wamid> quotes;
  std::optional<MediaKind> media;
  friend bool operator==(const Gathered&, const Gathered&) = default;
};

/// What the form waits for when it is not a field.
namespace pending {
inline constexpr const char* kKnown = "?known";      ///< the known person's data, to be confirmed
inline constexpr const char* kWhich = "?which";      ///< which answer to correct
inline constexpr const char* kSummary = "?summary";  ///< send, correct or cancel
}  // namespace pending

/// A form being filled in. Answers are only ever added or replaced, never dropped (invariant I12 for voice notes).
struct Filling {
  std::string waiting_for;  ///< a field's id, or one of `pending`
  Answers answers;
  std::vector<std::string> asked;      ///< fields in the order they were answered: the way back
  std::vector<std::string> confirmed;  ///< fields whose known answer the person confirmed or gave
  std::string problem;                 ///< the message that described the problem, if one did
  int misfits = 0;                     ///< answers in a row that did not fit the waiting field
  bool reminded = false;
  std::string follows;  ///< code of the closed ticket the new one is linked to
  Instant started_at{};
  friend bool operator==(const Filling&, const Filling&) = default;
};

/// What the next words are taken for, outside a form.
enum class Awaited {
  Verdict,  ///< whether the ticket is to be reopened or is solved
  Reason,   ///< what is still wrong with a ticket just reopened
  Score,    ///< how it went
  Comment,  ///< a remark after the score
};
struct Awaiting {
  Awaited what = Awaited::Verdict;
  std::string ticket;  ///< code
  Instant until{};     ///< later words mean something else
  friend bool operator==(const Awaiting&, const Awaiting&) = default;
};

/// Nothing is being filled in.
struct Idle {
  bool asked_problem = false;                 ///< the last thing said was "what happened?"
  std::string last_text;                      ///< not understood; becomes the problem when "open a request" is chosen
  std::optional<Filling> draft;               ///< a form put away by "annulla" or by silence; "riprendi" brings it back
  std::optional<std::string> offered_ticket;  ///< code of the open ticket the last text may be added to
  std::optional<Awaiting> awaiting;
  std::vector<Choice> offered;  ///< what the last bubble offered: its number or its words are as good as a tap
  friend bool operator==(const Idle&, const Idle&) = default;
};

struct Conversation {
  Language language = Language::It;
  bool language_known = false;
  bool welcomed = false;      ///< the privacy notice has been given
  int voice_notes = 0;        ///< since the last text
  std::string closed_period;  ///< the last one in which the out-of-hours notice was said
  std::string told_closed;    ///< code of the closed ticket of which it was said that it cannot be reopened
  std::vector<Gathered> gathered;
  std::variant<Idle, Filling> mode;
  friend bool operator==(const Conversation&, const Conversation&) = default;
};

nlohmann::json to_json(const Conversation& conversation);
/// Reads every version ever written. Invalid for anything else.
Result<Conversation> conversation_from_json(const nlohmann::json& value);

}  // namespace sportello::flows
