/// What the doctor says about one thing: a line, and a remedy where one is needed.
#pragma once

#include <string>
#include <vector>

namespace sportello::bot {

enum class Verdict {
  Good,
  Warning,  ///< the desk works; somebody should look
  Bad,      ///< customers notice, or soon will
  Unknown,  ///< could not be asked, because of another finding
};

struct Finding {
  std::string id;  ///< "token.scopes": stable, for scripts
  Verdict verdict = Verdict::Good;
  std::string text;
  std::string remedy = {};  ///< empty when good
};

using Findings = std::vector<Finding>;

std::string name_of(Verdict verdict);

}  // namespace sportello::bot
