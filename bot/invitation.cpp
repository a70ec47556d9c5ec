#include "bot/invitation.h"

#include "webhooks/console/tokens.h"

namespace sportello::bot {

std::string make_link(storage::Store& store, std::int64_t operator_id, const std::string& kind, flows::Instant now,
                      std::chrono::hours lifetime) {
  std::string token = webhooks::new_token();
  store.operators().add_link({webhooks::hash_token(token), operator_id, kind, now + lifetime});
  return token;
}

}  // namespace sportello::bot
