#include "flows/core/result.h"

namespace sportello::flows {

const char* name_of(Errc code) {
  switch (code) {
    case Errc::Invalid: return "invalid";
    case Errc::NotFound: return "not_found";
    case Errc::Conflict: return "conflict";
    case Errc::Denied: return "denied";
    case Errc::RateLimited: return "rate_limited";
    case Errc::Unavailable: return "unavailable";
    case Errc::Timeout: return "timeout";
    case Errc::OutcomeUnknown: return "outcome_unknown";
    case Errc::Internal: return "internal";
  }
  return "internal";
}

}  // namespace sportello::flows
