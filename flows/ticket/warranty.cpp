#include "flows/ticket/warranty.h"

namespace sportello::flows {

Date warranty_until(Date purchased, int months) {
  const Date same_day = purchased + std::chrono::months{months};
  if (same_day.ok()) return same_day;
  return Date{same_day.year() / same_day.month() / std::chrono::last};
}

const char* name_of(WarrantyState state) {
  switch (state) {
    case WarrantyState::Valid:
      return "valid";
    case WarrantyState::Expired:
      return "expired";
    case WarrantyState::Unknown:
      return "unknown";
  }
  return "unknown";
}

WarrantyState warranty_on(Date day, Date purchased, int months, int extended) {
  if (days_between(day, warranty_until(purchased, months)) >= 0) return WarrantyState::Valid;
  return days_between(day, warranty_until(purchased, extended)) >= 0 ? WarrantyState::Unknown : WarrantyState::Expired;
}

}  // namespace sportello::flows
