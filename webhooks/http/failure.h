/// What an exception says, for a log line or an error value.
#pragma once

#include <exception>
#include <string>

namespace sportello::webhooks {

std::string describe(const std::exception_ptr& failure);

}  // namespace sportello::webhooks
