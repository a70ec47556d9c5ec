/// The survey's page as HTML. Everything that was written by people is escaped. Internal to webhooks/feedback.
#pragma once

#include <optional>
#include <string>

#include "flows/business/business.h"
#include "flows/core/language.h"

namespace sportello::webhooks {

enum class FeedbackStage {
  Score,    ///< asks for the score
  Comment,  ///< the score is kept; asks for a remark
  Done,     ///< nothing is asked any more
  Over,     ///< too late
  Unknown,  ///< there is no such survey
  Failed,   ///< could not be stored just now
};

struct FeedbackView {
  FeedbackStage stage = FeedbackStage::Unknown;
  flows::Language language = flows::Language::It;
  const flows::Business* business = nullptr;  ///< none for Unknown
  std::string path;                           ///< "/feedback/…": where the forms are sent
  std::string code;                           ///< of the ticket
  std::optional<int> score;
};

/// A whole document, without scripts; its only style sheet is /feedback/page/style.css.
std::string feedback_page(const FeedbackView& view);

}  // namespace sportello::webhooks
