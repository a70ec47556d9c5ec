/// Questions with what must be understood of them, from JSONL: the format of tests/data/questions/README.md.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "flows/core/time.h"
#include "flows/understanding/understanding.h"

namespace sportello::tests {

struct QuestionCase {
  std::string id;
  std::string text;
  std::string lang;
  flows::Instant at;
  std::vector<std::string> tags;
  nlohmann::json alternatives;  ///< an array of expectations; one must hold in full
};

/// Throws std::runtime_error with file and line when one does not follow the format.
std::vector<QuestionCase> read_questions(const std::filesystem::path& file);

/// Empty when the case holds; otherwise what was understood instead. Only what flows/understanding decides is looked
/// at: intent, also, the day, the time, the language.
std::string mismatch(const QuestionCase& question, const flows::Understanding& found);

}  // namespace sportello::tests
