/// Tokens that let somebody in: made here, shown once, stored as hashes only. Used for one-time links, sessions and the
/// tokens against forged requests.
#pragma once

#include <string>
#include <string_view>

namespace sportello::webhooks {

/// 32 random bytes as 43 characters that fit into a URL and a cookie.
std::string new_token();
/// What is stored of a token, in hexadecimal. No salt: nobody guesses 32 random bytes.
std::string hash_token(std::string_view token);
/// Compares without telling by the time it takes where two secrets differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace sportello::webhooks
