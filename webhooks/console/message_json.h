/// The lines of a conversation as the API shows them: what was said in either direction, with its ticks and failures.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/reader.h"

namespace sportello::webhooks {

nlohmann::json message_json(const storage::ThreadRow& line);
nlohmann::json attachment_json(const storage::AttachmentRow& attachment);

}  // namespace sportello::webhooks
