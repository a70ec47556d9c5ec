/// Judges what Meta says, step by step of the set-up: token, app, account, number, templates.
#pragma once

#include "bot/desk.h"
#include "bot/doctor/finding.h"
#include "bot/doctor/meta_account.h"

namespace sportello::bot {

/// Source of the steps: Meta's "Get started", "Access tokens" and "Webhooks" pages of the WhatsApp Business Platform.
Findings judge_meta(const MetaFacts& facts, const Config& config, const Numbers& numbers, flows::Instant now);

}  // namespace sportello::bot
