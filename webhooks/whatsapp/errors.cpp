#include "webhooks/whatsapp/errors.h"

#include <algorithm>

namespace sportello::webhooks {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kLongest = hours{1};
constexpr int kTooManyRequests = 429;

/// first · factor^attempt, never past the longest wait.
seconds growing(seconds first, int factor, int attempt) {
  seconds wait = first;
  for (int i = 0; i < attempt && wait < kLongest; ++i) wait *= factor;
  return std::min(wait, kLongest);
}

seconds wait_for(const GraphError& error, int attempt) {
  switch (error.code.value_or(-1)) {
    case 131056:
      return growing(seconds{1}, 4, attempt);
    case 130429:
      return growing(seconds{1}, 2, attempt);
    case 4:
    case 17:
    case 613:
    case 80007:
    case 131057:
    case 2494100:
      return growing(minutes{1}, 2, attempt);
    case 133009:
    case 133015:
      return minutes{5};
    case 133008:
      return hours{1};
    case 131049:
      return hours{24};
    case 133016:
      return hours{72};
    default:
      return growing(seconds{5}, 2, attempt);
  }
}

}  // namespace

std::string_view name_of(ErrorClass what) {
  switch (what) {
    case ErrorClass::Retry:
      return "retry";
    case ErrorClass::OutcomeUnknown:
      return "outcome_unknown";
    case ErrorClass::WaitAsTold:
      return "wait_as_told";
    case ErrorClass::Drop:
      return "drop";
    case ErrorClass::Fix:
      return "fix";
    case ErrorClass::Template:
      return "template";
    case ErrorClass::Alert:
      return "alert";
  }
  return "drop";
}

Reaction reaction_to(const GraphError& error) {
  Reaction reaction;
  if (const ErrorRow* row = error.code ? find_error(*error.code) : nullptr) {
    reaction = {row->what, row->extra, true, row->meaning, row->remedy_it, row->remedy_en};
  } else if (!error.code && error.http_status == kTooManyRequests) {
    reaction.what = ErrorClass::Retry;
  } else if (!error.code) {
    reaction.what = ErrorClass::Fix;
  }
  const bool final = reaction.what == ErrorClass::Drop || reaction.what == ErrorClass::Fix;
  if (error.transient && final) reaction.what = ErrorClass::OutcomeUnknown;
  return reaction;
}

seconds wait_before_retry(const GraphError& error, int attempt) {
  return std::max(wait_for(error, attempt), error.retry_after.value_or(seconds{0}));
}

std::string describe(const GraphError& error) {
  std::string out = error.code ? std::to_string(*error.code) : "HTTP " + std::to_string(error.http_status);
  const ErrorRow* row = error.code ? find_error(*error.code) : nullptr;
  if (!error.title.empty()) {
    out += ": " + error.title;
  } else if (row != nullptr) {
    out += ": " + std::string(row->meaning);
  }
  if (!error.details.empty() && error.details != error.title) out += " (" + error.details + ")";
  return out;
}

}  // namespace sportello::webhooks
