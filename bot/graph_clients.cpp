#include "bot/graph_clients.h"

#include <utility>

#include "webhooks/http/client.h"

namespace sportello::bot {
namespace {

/// A Graph client that owns the HTTP client it speaks through.
class OwningGraphClient : public webhooks::GraphClient {
 public:
  OwningGraphClient(std::unique_ptr<webhooks::Client> http, webhooks::GraphSettings settings)
      : GraphClient(*http, std::move(settings)), http_(std::move(http)) {}

 private:
  std::unique_ptr<webhooks::Client> http_;
};

}  // namespace

GraphClients graph_clients_of(const Config& config) {
  webhooks::GraphSettings settings;
  settings.base_url = config.graph_url;
  settings.token = config.access_token;
  settings.media_host = config.media_host;
  return [settings]() -> std::unique_ptr<webhooks::GraphClient> {
    webhooks::ClientOptions options;
    options.max_reply = std::size_t{101} * 1024 * 1024;
    return std::make_unique<OwningGraphClient>(webhooks::make_client(std::move(options)), settings);
  };
}

}  // namespace sportello::bot
