/// Leads an administrator through Meta's set-up: what is missing is said, asked about, done, and looked at again.
#pragma once

#include <functional>
#include <string>

#include "bot/doctor/meta_account.h"

namespace sportello::bot {

struct ConnectTalk {
  std::function<void(const std::string& line)> say;
  /// Whether to make that change.
  std::function<bool(const std::string& question)> agree;
  /// The number's six-digit PIN; empty leaves the number as it is.
  std::function<std::string(const std::string& number)> pin;
};

struct ConnectOptions {
  std::string first_message_to;  ///< digits with country code; empty: none is sent
  std::string first_message;
};

/// True when nothing of it is missing any more. Repeating it changes nothing that is right already.
bool connect(MetaAccount& meta, const Config& config, const ConnectOptions& options, const ConnectTalk& talk);

}  // namespace sportello::bot
