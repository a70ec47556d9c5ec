#include "flows/retention/retention.h"

namespace sportello::flows {

std::string_view name_of(KeptData kind) {
  switch (kind) {
    case KeptData::RawLog:
      return "raw_log";
    case KeptData::Voice:
      return "voice";
    case KeptData::Media:
      return "media";
    case KeptData::Messages:
      return "messages";
    case KeptData::Mail:
      return "mail";
    case KeptData::Audit:
      return "audit";
  }
  return "";
}

KeptData kind_of_attachment(std::string_view kind) {
  return kind == "voice" || kind == "audio" ? KeptData::Voice : KeptData::Media;
}

bool is_over(const Retention& retention, KeptData kind, Instant at, Instant now) {
  const auto days = retention.of(kind);
  return days.count() > 0 && now - at >= days;
}

}  // namespace sportello::flows
