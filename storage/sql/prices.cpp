#include "storage/prices.h"

#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kNotePrices =
    "INSERT INTO message_price (outbox_id, number, at, type, category) "
    "VALUES (:message, :number, :at, :type, :category) ON CONFLICT (outbox_id) DO NOTHING";

class SqlPrices : public Prices {
 public:
  explicit SqlPrices(Connection& connection)
      : note_(connection, "prices.note", kNotePrices, given(row_.message, "message"), given(row_.number, "number"),
              given(row_.at, "at"), given(row_.type, "type"), given(row_.category, "category")) {}

  void note(const PriceRow& price) override {
    row_ = price;
    note_.one();
  }

 private:
  PriceRow row_;
  Statement note_;
};

}  // namespace

std::unique_ptr<Prices> make_prices(Connection& connection) {
  return std::make_unique<SqlPrices>(connection);
}

}  // namespace sportello::storage::sql
