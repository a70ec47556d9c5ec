#include "flows/ticket/product_version.h"
#include "flows/ticket/warranty.h"

namespace sportello::flows {
namespace {

Date date(const char* text) {
  return *parse_date(text);
}

TEST(Warranty, EndsOnTheSameDayOfTheMonthOrItsLast) {
  EXPECT_EQ(warranty_until(date("2026-01-31"), 12), date("2027-01-31"));
  EXPECT_EQ(warranty_until(date("2024-02-29"), 12), date("2025-02-28"));
  EXPECT_EQ(warranty_until(date("2024-02-29"), 48), date("2028-02-29"));
  EXPECT_EQ(warranty_until(date("2026-08-31"), 6), date("2027-02-28"));
}

TEST(Warranty, IncludesItsLastDay) {
  const Date bought = date("2025-11-23");
  EXPECT_EQ(warranty_on(date("2026-11-23"), bought, 12, 36), WarrantyState::Valid);
  EXPECT_EQ(warranty_on(date("2026-11-24"), bought, 12, 36), WarrantyState::Unknown);
  EXPECT_EQ(warranty_on(date("2026-11-24"), bought, 12, 12), WarrantyState::Expired);
  EXPECT_EQ(warranty_on(date("2028-11-23"), bought, 12, 36), WarrantyState::Unknown);
  EXPECT_EQ(warranty_on(date("2028-11-24"), bought, 12, 36), WarrantyState::Expired);
}

VersionAge age_of(const char* said, const char* current = "5.2") {
  static std::vector<Product> products;
  products = {{"j2k", "J2K", current}};
  return check_version(products, said).age;
}

TEST(ProductVersion, ComparesNumberByNumber) {
  EXPECT_EQ(age_of("J2K 5.2"), VersionAge::Latest);
  EXPECT_EQ(age_of("J2K versione 5.2.1"), VersionAge::Latest);
  EXPECT_EQ(age_of("J2K 5.10"), VersionAge::Latest);
  EXPECT_EQ(age_of("j2k v. 5.1"), VersionAge::Old);
  EXPECT_EQ(age_of("4"), VersionAge::Old);
}

TEST(ProductVersion, DoesNotGuess) {
  EXPECT_EQ(age_of("J2K"), VersionAge::Unknown);
  EXPECT_EQ(age_of("J2K 5"), VersionAge::Unknown);
  EXPECT_EQ(age_of("J2K 5.1", ""), VersionAge::Unknown);
  EXPECT_EQ(check_version({{"a", "Uno", "1"}, {"b", "Due", "2"}}, "Tre 1").product, nullptr);
}

TEST(ProductVersion, ReadsItInWords) {
  EXPECT_EQ(age_of("J2K, ultima versione", ""), VersionAge::Latest);
  EXPECT_EQ(age_of("J2K non aggiornato", ""), VersionAge::Old);
  EXPECT_EQ(age_of("J2K, not the latest", ""), VersionAge::Old);
}

}  // namespace
}  // namespace sportello::flows
