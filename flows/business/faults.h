/// The faults of a profile while they are being gathered: pointers into the assembled profile become a file and a
/// pointer inside that file. Internal to flows/business.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/loader.h"

namespace sportello::flows {

class Faults {
 public:
  /// From now on what lies below "/section" is said to lie in `file`.
  void keep_in_file(const std::string& section, const std::string& file) { files_[section] = file; }

  void add(const std::string& pointer, std::string text) { faults_.push_back(place(pointer, std::move(text))); }
  void warn(const std::string& pointer, std::string text) { warnings_.push_back(place(pointer, std::move(text))); }
  void add_to_file(const std::string& file, std::string text) { faults_.push_back({file, "", std::move(text)}); }

  bool none() const { return faults_.empty(); }
  /// True when a fault lies at the pointer or below it.
  bool any_below(const std::string& pointer) const;
  std::vector<ProfileFault> take_faults() { return std::move(faults_); }
  std::vector<ProfileFault> take_warnings() { return std::move(warnings_); }

 private:
  ProfileFault place(const std::string& pointer, std::string text) const;

  std::map<std::string, std::string> files_;
  std::vector<ProfileFault> faults_;
  std::vector<ProfileFault> warnings_;
};

/// "pointer/key", escaped as RFC 6901 asks.
std::string below(const std::string& pointer, std::string_view key);
std::string below(const std::string& pointer, std::size_t index);

/// ", did you mean 'contacts'?" when one of the candidates is close to the word; else the candidates when they are
/// few; else nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sportello::flows
