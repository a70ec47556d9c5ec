/// Exhaustive matching over std::variant: no default arm, so a new alternative breaks the build where it matters.
#pragma once

#include <utility>
#include <variant>

namespace sportello::flows {

template <class... Arms>
struct Match : Arms... {
  using Arms::operator()...;
};
template <class... Arms>
Match(Arms...) -> Match<Arms...>;

/// match(variant, [](const A&) {…}, [](const B&) {…})
template <class Variant, class... Arms>
decltype(auto) match(Variant&& value, Arms&&... arms) {
  return std::visit(Match{std::forward<Arms>(arms)...}, std::forward<Variant>(value));
}

}  // namespace sportello::flows
