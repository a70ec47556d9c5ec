/// Regular verbs written out: every form with the meanings of person and tense ("2p", "inf", "pp", "ger", "imperfect").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

struct VerbForm {
  std::string form;
  std::vector<std::string_view> tags;
};

/// `verb`: "lavorare", "aprire|pp=apert", "finire|isc", "chiudere|pp=chius". Infinitives with a pronoun at their end
/// are among the forms: "chiamarvi" is tagged "inf" and "vi".
std::vector<VerbForm> conjugate_italian(std::string_view verb);
/// `verb`: "open", "close", "stop|stopped|stopping", "break|broke|broken".
std::vector<VerbForm> conjugate_english(std::string_view verb);

}  // namespace sportello::flows
