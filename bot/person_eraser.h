/// Takes one person out of the store and their files out of the media store, and looks for what is left.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "bot/media_store.h"
#include "webhooks/console/erasing_port.h"

namespace sportello::bot {

/// Works beside a running desk, on connections of its own. Thread-safe.
class PersonEraser : public webhooks::ErasingPort {
 public:
  /// The media store outlives it.
  PersonEraser(std::string storage_url, const MediaStore& media, std::function<flows::Instant()> now);

  flows::Result<storage::ErasureReport> preview(flows::PersonId person) override;
  flows::Result<webhooks::ErasedPerson> erase(flows::PersonId person, const std::string& who) override;

 private:
  std::string storage_url_;
  const MediaStore& media_;
  std::function<flows::Instant()> now_;
  std::mutex one_at_a_time_;
};

}  // namespace sportello::bot
