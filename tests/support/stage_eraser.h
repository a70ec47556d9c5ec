/// An ErasingPort for tests of the console: the store's own erasure, without files.
#pragma once

#include <string>

#include "webhooks/console/erasing_port.h"

namespace sportello::test {

class StageEraser : public webhooks::ErasingPort {
 public:
  StageEraser(std::string url, flows::Instant now) : url_(std::move(url)), now_(now) {}

  flows::Result<storage::ErasureReport> preview(flows::PersonId person) override {
    return storage::preview_erasure(url_, person);
  }
  flows::Result<webhooks::ErasedPerson> erase(flows::PersonId person, const std::string& who) override {
    auto report = storage::erase_person(url_, person, who, now_);
    if (!report) return report.error();
    return webhooks::ErasedPerson{.report = std::move(*report), .traces = {}, .copies = {}, .files = 0};
  }

 private:
  std::string url_;
  flows::Instant now_;
};

}  // namespace sportello::test
