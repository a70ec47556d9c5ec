/// What speaks to Meta's Graph API with the desk's own settings.
#pragma once

#include "bot/config.h"
#include "bot/sender.h"

namespace sportello::bot {

/// Makes a client for each thread that asks for one; each takes files of up to 100 MB, Meta's limit.
GraphClients graph_clients_of(const Config& config);

}  // namespace sportello::bot
