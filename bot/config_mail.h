/// What can be said of single mail and hook values without the rest of the configuration. Internal to bot/config.
#pragma once

#include <string>
#include <string_view>

#include "bot/config.h"

namespace sportello::bot {

/// Why it is not a mail server's address; empty when it is one. `secure` "smtps", `plain` "smtp".
std::string mail_url_fault(std::string_view url, std::string_view plain, std::string_view secure);
/// Why it is not an address that mail can be sent from or to; empty when it is one.
std::string address_fault(std::string_view address);
/// Why the hook cannot be used; empty when it can. Names of events are not checked against a list: the log may learn
/// new words.
std::string hook_url_fault(const HookConfig& hook);
std::string hook_secret_fault(const flows::Secret& secret);

}  // namespace sportello::bot
