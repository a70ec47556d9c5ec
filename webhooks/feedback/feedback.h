/// The survey as a web page, for links in mails and templates: /feedback/{token}. Whoever has the address may answer;
/// looking at it changes nothing, because programs that check links look too. Works without any script.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/result.h"
#include "flows/core/time.h"
#include "webhooks/console/reader_pool.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// What somebody answered; one of the two at a time, or both.
struct FeedbackAnswer {
  std::string token;
  std::optional<int> score;  ///< 1 to 5
  std::string comment;       ///< cleaned; empty: none
};

struct FeedbackOptions {
  std::vector<const flows::Business*> businesses;  ///< they outlive the page
  std::function<flows::Instant()> now;
  OpenReader open_reader;
  /// Stores the answer and calls back on a thread of the desk's: Conflict when it is answered already or too late,
  /// NotFound for an unknown token, Unavailable when it could not be stored. False when too much waits.
  std::function<bool(FeedbackAnswer, std::function<void(flows::Result<void>)>)> store;
};

class Feedback {
 public:
  virtual ~Feedback() = default;
  /// Adds /feedback. Once; the router must not outlive this.
  virtual void mount(Router& router) = 0;
};

std::unique_ptr<Feedback> make_feedback(FeedbackOptions options);

}  // namespace sportello::webhooks
