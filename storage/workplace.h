/// What operators keep for their own work: saved views, canned answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/store.h"

namespace sportello::storage {

struct SavedViewRow {
  std::int64_t id = 0;
  std::int64_t operator_id = 0;
  std::string name;   ///< unique for the operator
  std::string query;  ///< as the page understands it
  Instant created_at{};
};

struct CannedAnswerRow {
  std::int64_t id = 0;
  BusinessId business;  ///< empty: for all
  std::string title;
  std::string text;  ///< with placeholders in braces
  std::string author;
  Instant updated_at{};
};

class Workplace {
 public:
  virtual ~Workplace() = default;
  /// A view of the same name is replaced.
  virtual void save_view(const SavedViewRow& view) = 0;
  /// Only the operator's own.
  virtual bool remove_view(std::int64_t id, std::int64_t operator_id) = 0;
  /// By name.
  virtual std::vector<SavedViewRow> views_of(std::int64_t operator_id) = 0;

  /// With an id that one is changed, without it is new.
  virtual void save_answer(const CannedAnswerRow& answer) = 0;
  virtual bool remove_answer(std::int64_t id) = 0;
  /// By title.
  virtual std::vector<CannedAnswerRow> answers() = 0;
};

}  // namespace sportello::storage
