#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kPutTemplate =
    "INSERT INTO template (business, name, language, remote_id, status, category, quality, reason, updated_at) "
    "VALUES (:business, :name, :language, :remote_id, :status, :category, :quality, :reason, :updated_at) "
    "ON CONFLICT (business, name, language) DO UPDATE SET remote_id = excluded.remote_id, status = excluded.status, "
    "category = excluded.category, quality = excluded.quality, reason = excluded.reason, "
    "updated_at = excluded.updated_at";
const std::string kTemplateColumns =
    "SELECT business, name, language, remote_id, status, category, quality, reason, updated_at FROM template ";
const std::string kFindTemplate =
    kTemplateColumns + "WHERE business = :business AND name = :name AND language = :language";
const std::string kOfBusiness = kTemplateColumns + "WHERE business = :business ORDER BY name, language";

class SqlTemplates : public Templates {
 public:
  explicit SqlTemplates(Connection& connection)
      : put_(connection, "templates.put", kPutTemplate, given(row_.business, "business"), given(row_.name, "name"),
             given(row_.language, "language"), given(row_.remote_id, "remote_id"), given(row_.status, "status"),
             given(row_.category, "category"), given(row_.quality, "quality"), given(row_.reason, "reason"),
             given(row_.updated_at, "updated_at")),
        find_(connection, "templates.find", kFindTemplate, given(row_.business, "business"), given(row_.name, "name"),
              given(row_.language, "language"), gives(found_.business), gives(found_.name), gives(found_.language),
              gives(found_.remote_id), gives(found_.status), gives(found_.category), gives(found_.quality),
              gives(found_.reason), gives(found_.updated_at)),
        of_business_(connection, "templates.of_business", kOfBusiness, given(row_.business, "business"),
                     gives(found_.business), gives(found_.name), gives(found_.language), gives(found_.remote_id),
                     gives(found_.status), gives(found_.category), gives(found_.quality), gives(found_.reason),
                     gives(found_.updated_at)) {}

  void put(const TemplateRow& row) override {
    row_ = row;
    put_.one();
  }

  std::optional<TemplateRow> find(const BusinessId& business, const std::string& name,
                                  const std::string& language) override {
    row_.business = business;
    row_.name = name;
    row_.language = language;
    return row_of(find_, found_);
  }

  std::vector<TemplateRow> of_business(const BusinessId& business) override {
    row_.business = business;
    return rows_of(of_business_, found_);
  }

 private:
  TemplateRow row_;
  TemplateRow found_;
  Statement put_;
  Statement find_;
  Statement of_business_;
};

}  // namespace

std::unique_ptr<Templates> make_templates(Connection& connection) {
  return std::make_unique<SqlTemplates>(connection);
}

}  // namespace sportello::storage::sql
