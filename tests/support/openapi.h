/// Judges answers by the API's own description, so that the description stays true.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sportello::test {

class OpenApi {
 public:
  explicit OpenApi(nlohmann::json document);

  /// "GET /tickets/{code}" for each operation.
  std::vector<std::string> operations() const;
  /// What is wrong with a JSON answer, one line for each fault; empty when it is as described. Members that are not
  /// described are faults. `operation` as above.
  std::string faults(const std::string& operation, int status, const std::string& body) const;
  /// Whether the operation describes such an answer at all.
  bool describes(const std::string& operation, int status) const;

 private:
  const nlohmann::json* response(const std::string& operation, int status) const;

  nlohmann::json document_;
};

}  // namespace sportello::test
