/// How the words of flows/core travel through SOCI: instants as milliseconds, dates as ISO text, ids as what they
/// wrap, an empty optional as NULL.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "flows/core/ids.h"
#include "flows/core/time.h"

namespace soci {

template <class Tag, class Value>
struct type_conversion<sportello::flows::Id<Tag, Value>> {
  using base_type = Value;
  static void from_base(const base_type& in, indicator, sportello::flows::Id<Tag, Value>& out) { out.value = in; }
  static void to_base(const sportello::flows::Id<Tag, Value>& in, base_type& out, indicator& ind) {
    out = in.value;
    ind = i_ok;
  }
};

template <>
struct type_conversion<bool> {
  using base_type = int;
  static void from_base(const base_type& in, indicator, bool& out) { out = in != 0; }
  static void to_base(const bool& in, base_type& out, indicator& ind) {
    out = in ? 1 : 0;
    ind = i_ok;
  }
};

template <>
struct type_conversion<sportello::flows::Instant> {
  using base_type = long long;
  static void from_base(const base_type& in, indicator, sportello::flows::Instant& out) {
    out = sportello::flows::Instant(std::chrono::milliseconds(in));
  }
  static void to_base(const sportello::flows::Instant& in, base_type& out, indicator& ind) {
    out = in.time_since_epoch().count();
    ind = i_ok;
  }
};

template <>
struct type_conversion<sportello::flows::Date> {
  using base_type = std::string;
  static void from_base(const base_type& in, indicator, sportello::flows::Date& out) {
    const auto date = sportello::flows::parse_date(in);
    if (!date) throw std::runtime_error("not a date in the database: " + in);
    out = *date;
  }
  static void to_base(const sportello::flows::Date& in, base_type& out, indicator& ind) {
    out = sportello::flows::iso_date(in);
    ind = i_ok;
  }
};

template <class T>
struct type_conversion<std::optional<T>> {
  using base_type = typename type_conversion<T>::base_type;
  static void from_base(const base_type& in, indicator ind, std::optional<T>& out) {
    if (ind == i_null) {
      out.reset();
      return;
    }
    type_conversion<T>::from_base(in, ind, out.emplace());
  }
  static void to_base(const std::optional<T>& in, base_type& out, indicator& ind) {
    if (!in) {
      ind = i_null;
      return;
    }
    type_conversion<T>::to_base(*in, out, ind);
  }
};

}  // namespace soci
