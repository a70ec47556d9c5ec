#include "flows/ticket/product_version.h"

#include <array>
#include <string>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

constexpr std::array kLatestWords = {"ultima", "ultimissima", "aggiornat", "latest", "newest", "up to date", "current"};
constexpr std::array kNotLatestWords = {"non aggiornat", "penultima", "non e l'ultima", "non ultima", "not the latest",
                                        "not up to date", "outdated", "old"};

bool says(const std::string& text, const auto& words) {
  for (const char* word : words) {
    if (text.find(word) != std::string::npos) return true;
  }
  return false;
}

/// The numbers of "5.2.1"; empty when there are none.
std::vector<long> numbers_of(std::string_view version) {
  std::vector<long> numbers;
  for (std::size_t at = 0; at < version.size();) {
    if (version[at] < '0' || version[at] > '9') {
      ++at;
      continue;
    }
    long number = 0;
    int digits = 0;
    for (; at < version.size() && version[at] >= '0' && version[at] <= '9'; ++at) {
      if (++digits <= 9) number = number * 10 + (version[at] - '0');
    }
    numbers.push_back(number);
  }
  return numbers;
}

const Product* product_in(const std::vector<Product>& products, const std::string& folded) {
  for (const Product& product : products) {
    if (folded.find(fold(product.name)) != std::string::npos) return &product;
  }
  return products.size() == 1 ? &products.front() : nullptr;
}

}  // namespace

std::string_view name_of(VersionAge age) {
  switch (age) {
    case VersionAge::Latest:
      return "latest";
    case VersionAge::Old:
      return "old";
    case VersionAge::Unknown:
      return "unknown";
  }
  return "unknown";
}

VersionCheck check_version(const std::vector<Product>& products, std::string_view text) {
  std::string folded = fold(text);
  VersionCheck check{VersionAge::Unknown, product_in(products, folded)};
  if (check.product == nullptr) return check;
  // The name's own digits ("J2K") are no version.
  if (const std::string name = fold(check.product->name); folded.find(name) != std::string::npos) {
    folded.replace(folded.find(name), name.size(), 1, ' ');
  }
  const std::vector<long> current = numbers_of(check.product->current_version);
  const std::vector<long> said = numbers_of(folded);
  if (said.empty()) {
    if (says(folded, kNotLatestWords)) {
      check.age = VersionAge::Old;
    } else if (says(folded, kLatestWords)) {
      check.age = VersionAge::Latest;
    }
    return check;
  }
  if (current.empty()) return check;
  for (std::size_t i = 0; i < current.size(); ++i) {
    if (i >= said.size()) return check;
    if (said[i] < current[i]) return {VersionAge::Old, check.product};
    if (said[i] > current[i]) break;
  }
  check.age = VersionAge::Latest;
  return check;
}

}  // namespace sportello::flows
