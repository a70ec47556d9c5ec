/// Outcomes as values. An expected failure is returned as a Result; a broken machine throws; a bug aborts.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sportello::flows {

/// What the caller can do about a failure.
enum class Errc {
  Invalid,         ///< the input is wrong; sending it again will not help
  NotFound,        ///< there is no such thing
  Conflict,        ///< the state does not allow it, or somebody was faster
  Denied,          ///< not authenticated, or not allowed
  RateLimited,     ///< surely not done; wait and do it again
  Unavailable,     ///< surely not done; the other side is away
  Timeout,         ///< surely not done in time
  OutcomeUnknown,  ///< perhaps done: never repeat it blindly
  Internal,        ///< our own fault
};

/// The lower-case name of a code, as logs and problem+json show it.
const char* name_of(Errc code);

/// What a sentence says, for whoever says it in another language: a name that stays the same in every version, and the
/// names, numbers and days (YYYY-MM-DD) the sentence speaks of.
struct CodedText {
  std::string code;  ///< "number_taken"; empty: none was given
  std::vector<std::pair<std::string, std::string>> params{};
  friend bool operator==(const CodedText&, const CodedText&) = default;
};

struct Error {
  Errc code = Errc::Internal;
  std::string text;  ///< one sentence for a person, with what to do next where that is known
  CodedText reason{};
};

/// Makes an error; the only way the house spells one.
inline Error fail(Errc code, std::string text, CodedText reason = {}) {
  return Error{code, std::move(text), std::move(reason)};
}

/// A value or an Error. Member names follow std::expected so that it can take this class's place one day.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// The value; asking a failed Result for it is a bug and throws std::bad_variant_access.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  const Error& error() const { return std::get<1>(state_); }
  T value_or(T other) const& { return has_value() ? std::get<0>(state_) : std::move(other); }

 private:
  std::variant<T, Error> state_;
};

/// A Result without a value: done, or why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace sportello::flows
