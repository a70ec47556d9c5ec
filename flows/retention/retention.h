/// How long each kind of data is kept, and what is old enough to go (GDPR, art. 5.1.e).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

#include "flows/core/time.h"

namespace sportello::flows {

enum class KeptData {
  RawLog,    ///< what Meta sent, byte for byte, and what other programs were told
  Voice,     ///< voice notes and other audio
  Media,     ///< photos, videos, documents
  Messages,  ///< what was written, in both directions
  Mail,      ///< mail in both directions
  Audit,     ///< who did what in the desk
};
inline constexpr std::array kKeptData{KeptData::RawLog,   KeptData::Voice, KeptData::Media,
                                      KeptData::Messages, KeptData::Mail,  KeptData::Audit};

/// "raw_log", "voice", …: as in the configuration.
std::string_view name_of(KeptData kind);

/// Meta delivers an event again for seven days: its mark must outlive that, or the second delivery would count.
inline constexpr std::chrono::days kRawLogAtLeast{8};

/// Days for each kind; zero: for ever.
struct Retention {
  std::array<std::chrono::days, kKeptData.size()> keep{std::chrono::days{30},  std::chrono::days{90},
                                                       std::chrono::days{365}, std::chrono::days{730},
                                                       std::chrono::days{730}, std::chrono::days{730}};

  std::chrono::days of(KeptData kind) const { return keep.at(static_cast<std::size_t>(kind)); }
  void set(KeptData kind, std::chrono::days days) { keep.at(static_cast<std::size_t>(kind)) = days; }
};

/// Of an attachment: "voice", "audio", "image" …
KeptData kind_of_attachment(std::string_view kind);

/// Whether something of that moment has been kept long enough. A whole day counts as 24 hours.
bool is_over(const Retention& retention, KeptData kind, Instant at, Instant now);

}  // namespace sportello::flows
