#include "flows/customers/customer_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "flows/core/text.h"
#include "flows/dialogue/phone.h"

namespace sportello::flows {
namespace {

enum class Column {
  Code, Company, Plan, From, To, Standing, Licences, Name, Phone, Email, EmailEnabled, Language, Asset, Serial,
  Purchased, Extended
};

struct Heading {
  Column column;
  std::string_view name;
  std::array<std::string_view, 4> others;
};

constexpr std::array<Heading, 16> kHeadings{{
    {Column::Code, "company_code", {"codice", "codice_cliente", "code", "customer_code"}},
    {Column::Company, "company", {"azienda", "ragione_sociale", "cliente", "customer"}},
    {Column::Plan, "plan", {"piano", "contratto", "contract", "assistenza"}},
    {Column::From, "valid_from", {"dal", "inizio", "from", "valido_dal"}},
    {Column::To, "valid_to", {"al", "scadenza", "to", "valido_al"}},
    {Column::Standing, "in_good_standing", {"in_regola", "regolare", "standing", "pagamenti_in_regola"}},
    {Column::Licences, "licences", {"licenze", "postazioni", "licenses", "workstations"}},
    {Column::Name, "name", {"nome", "referente", "persona", "contact"}},
    {Column::Phone, "phone", {"telefono", "cellulare", "whatsapp", "mobile"}},
    {Column::Email, "email", {"e_mail", "mail", "posta", "casella"}},
    {Column::EmailEnabled, "email_enabled", {"email_abilitata", "abilitata", "mail_abilitata", "enabled"}},
    {Column::Language, "language", {"lingua", "", "", ""}},
    {Column::Asset, "asset", {"apparecchio", "dispositivo", "device", "hardware"}},
    {Column::Serial, "serial", {"matricola", "numero_di_serie", "seriale", "serial_number"}},
    {Column::Purchased, "purchased", {"data_acquisto", "acquistato", "acquisto", "purchase_date"}},
    {Column::Extended, "warranty_extended", {"estensione", "garanzia_estesa", "estesa", "extended"}},
}};

constexpr std::array kYes = {"si", "s", "yes", "y", "true", "vero", "1", "x"};
constexpr std::array kNo = {"no", "n", "false", "falso", "0"};
constexpr std::size_t kLongest = 200;

const Heading* heading_of(std::string_view cell) {
  std::string name = fold(trim(cell));
  for (char& c : name) c = c == ' ' || c == '-' || c == '.' ? '_' : c;
  for (const Heading& heading : kHeadings) {
    if (heading.name == name) return &heading;
    if (!name.empty() && std::find(heading.others.begin(), heading.others.end(), name) != heading.others.end()) {
      return &heading;
    }
  }
  return nullptr;
}

/// 2026-11-21, or 21/11/2026 as spreadsheets write it in Italian; also with dots or dashes.
std::optional<Date> read_date(const std::string& text) {
  if (const auto iso = parse_date(text)) return *iso;
  std::array<int, 3> parts{};
  std::size_t part = 0;
  int digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits > 4) return std::nullopt;
      parts[part] = parts[part] * 10 + (c - '0');
    } else if ((c == '/' || c == '.' || c == '-') && digits > 0 && part < 2) {
      ++part;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  if (part != 2 || digits != 4) return std::nullopt;
  const Date date{std::chrono::year{parts[2]}, std::chrono::month{static_cast<unsigned>(parts[1])},
                  std::chrono::day{static_cast<unsigned>(parts[0])}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<bool> read_yes_no(const std::string& text) {
  const std::string folded = fold(text);
  if (std::find(kYes.begin(), kYes.end(), folded) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), folded) != kNo.end()) return false;
  return std::nullopt;
}

std::optional<std::string> plan_named(const Business& business, const std::string& text) {
  const std::string folded = fold(text);
  if (folded == "none" || folded == "nessuno" || folded == "no") return "none";
  for (const Plan& plan : business.plans) {
    if (folded == plan.id || folded == fold(plan.name.it) || folded == fold(plan.name.en)) return plan.id;
  }
  return std::nullopt;
}

std::string plans_of(const Business& business) {
  std::string list;
  for (const Plan& plan : business.plans) list += plan.id + ", ";
  return list + "none";
}

class Reader {
 public:
  Reader(const Business& business, CustomerFile& file) : business_(business), file_(file) {}

  void headings(const CsvRow& header) {
    for (const std::string& cell : header.cells) {
      const Heading* heading = heading_of(cell);
      if (heading == nullptr) {
        fault(header.line, "there is no column '" + trim(cell) + "'; docs/customers.md lists them",
              {"line_column_unknown", {{"column", trim(cell)}}});
      } else if (std::find(columns_.begin(), columns_.end(), heading) != columns_.end()) {
        fault(header.line, "the column '" + std::string(heading->name) + "' is there twice",
              {"line_column_twice", {{"column", trim(cell)}}});
      }
      columns_.push_back(heading);
      written_.push_back(trim(cell));
    }
  }

  void line(const CsvRow& row) {
    CustomerLine line;
    line.line = row.line;
    at_ = row.line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string cell = trim(clean_text(row.cells[i]));
      if (columns_[i] == nullptr || cell.empty()) continue;
      if (length(cell) > kLongest) {
        const auto most = std::to_string(kLongest);
        fault(at_, std::string(columns_[i]->name) + " is longer than " + most + " characters",
              {"line_too_long", {{"column", written_[i]}, {"most", most}}});
        continue;
      }
      column_ = written_[i];
      take(line, *columns_[i], cell);
    }
    check(line);
    file_.lines.push_back(std::move(line));
  }

  /// What two lines say of the same company or person must not differ.
  void agree() {
    std::map<std::string, const CustomerLine*> by_code;
    std::map<std::string, const CustomerLine*> by_company;
    std::map<std::string, const CustomerLine*> by_phone;
    for (const CustomerLine& line : file_.lines) {
      at_ = line.line;
      if (!line.code.empty()) {
        const CustomerLine& first = *by_code.emplace(line.code, &line).first->second;
        differ(fold(first.company) != fold(line.company) && !line.company.empty(), first,
               "company code " + line.code + " is '" + first.company + "'",
               {"line_code_of_another", {{"code", line.code}, {"company", first.company}}});
      }
      if (!line.company.empty()) {
        const CustomerLine& first = *by_company.emplace(fold(line.company), &line).first->second;
        differ(!first.standing.empty() && !line.standing.empty() && first.standing != line.standing, first,
               "'" + line.company + "' has another standing", {"line_other_standing", {{"company", line.company}}});
        differ(first.licences && line.licences && first.licences != line.licences, first,
               "'" + line.company + "' has another number of licences",
               {"line_other_licences", {{"company", line.company}}});
        differ(first.code != line.code && !line.code.empty() && !first.code.empty(), first,
               "'" + line.company + "' has another code", {"line_other_code", {{"company", line.company}}});
      }
      if (!line.phone.empty()) {
        const CustomerLine& first = *by_phone.emplace(line.phone, &line).first->second;
        differ(!first.name.empty() && !line.name.empty() && fold(first.name) != fold(line.name), first,
               line.phone + " is '" + first.name + "'",
               {"line_phone_of_another", {{"phone", line.phone}, {"name", first.name}}});
      }
    }
  }

 private:
  void fault(std::size_t line, std::string text, CodedText reason) {
    file_.faults.push_back({line, std::move(text), std::move(reason)});
  }

  void differ(bool differs, const CustomerLine& first, const std::string& what, CodedText reason) {
    if (!differs) return;
    const auto line = std::to_string(first.line);
    reason.params.emplace_back("first", line);
    fault(at_, what + " on line " + line, std::move(reason));
  }

  /// What the cell in hand says cannot be read.
  void unreadable(const char* code, const std::string& cell, std::string text) {
    fault(at_, std::move(text), {code, {{"column", column_}, {"cell", cell}}});
  }

  struct Wanted {
    const char* code;
    const char* text;
  };

  template <class Value>
  void put(std::optional<Value>& where, const std::optional<Value>& read, const Heading& heading,
           const std::string& cell, const Wanted& wanted) {
    where = read;
    if (!read) unreadable(wanted.code, cell, std::string(heading.name) + ": '" + cell + "' is no " + wanted.text);
  }

  void take(CustomerLine& line, const Heading& heading, const std::string& cell) {
    constexpr Wanted kDate{"line_no_date", "date; write 2026-11-21 or 21/11/2026"};
    constexpr Wanted kYesNo{"line_no_yes_or_no", "yes or no"};
    constexpr Wanted kCount{"line_no_count", "whole number"};
    switch (heading.column) {
      case Column::Code:
        line.code = cell;
        return;
      case Column::Company:
        line.company = cell;
        return;
      case Column::Plan: {
        const auto plan = plan_named(business_, cell);
        line.plan = plan.value_or("");
        if (!plan) unreadable("line_no_plan", cell, "plan: there is no '" + cell + "'; there are " + plans_of(business_));
        return;
      }
      case Column::From:
        return put(line.from, read_date(cell), heading, cell, kDate);
      case Column::To:
        return put(line.to, read_date(cell), heading, cell, kDate);
      case Column::Standing: {
        std::optional<bool> good;
        put(good, read_yes_no(cell), heading, cell, kYesNo);
        if (good) line.standing = *good ? "good" : "bad";
        return;
      }
      case Column::Licences: {
        std::int64_t count = -1;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), count);
        const bool whole = error == std::errc{} && end == cell.data() + cell.size() && count >= 0 && count <= 100'000;
        return put(line.licences, whole ? std::optional(count) : std::nullopt, heading, cell, kCount);
      }
      case Column::Name:
        line.name = cell;
        return;
      case Column::Phone: {
        const auto found = find_phone(cell, "IT");
        if (!found || !found->rest.empty()) {
          return unreadable("line_no_phone", cell, "phone: '" + cell + "' is no phone number");
        }
        line.phone = found->e164;
        return;
      }
      case Column::Email:
        line.email = mail_address(cell).value_or("");
        if (line.email.empty()) unreadable("line_no_email", cell, "email: '" + cell + "' is no e-mail address");
        return;
      case Column::EmailEnabled:
        return put(line.email_enabled, read_yes_no(cell), heading, cell, kYesNo);
      case Column::Language:
        line.language = fold(cell);
        if (line.language != "it" && line.language != "en") {
          unreadable("line_no_language", cell, "language: '" + cell + "' is neither it nor en");
        }
        return;
      case Column::Asset:
        line.asset = cell;
        return;
      case Column::Serial:
        line.serial = cell;
        return;
      case Column::Purchased:
        return put(line.purchased, read_date(cell), heading, cell, kDate);
      case Column::Extended: {
        std::optional<bool> extended;
        put(extended, read_yes_no(cell), heading, cell, kYesNo);
        line.extended = extended.value_or(false);
        return;
      }
    }
  }

  void check(const CustomerLine& line) {
    const bool anybody = !line.phone.empty() || !line.email.empty();
    const bool device = !line.asset.empty() || !line.serial.empty();
    const bool company = !line.company.empty();
    const auto wrong = [this](bool is_wrong, const char* code, const char* text) {
      if (is_wrong) fault(at_, text, {code});
    };
    wrong(!company && !anybody, "line_names_nobody", "names neither a company nor a phone or e-mail");
    wrong(!company && !line.code.empty(), "line_code_alone", "has a company code without a company");
    if (!line.name.empty() && !anybody) {
      fault(at_, "'" + line.name + "' has neither a phone nor an e-mail", {"line_unreachable", {{"name", line.name}}});
    }
    wrong(line.plan.empty() && (line.from || line.to), "line_dates_without_plan", "has dates without a plan");
    wrong(line.from && line.to && days_between(*line.from, *line.to) < 0, "line_ends_before",
          "valid_to comes before valid_from");
    wrong(!company && (!line.standing.empty() || line.licences), "line_needs_company",
          "standing and licences belong to a company, and there is none");
    wrong(!device && (line.purchased || line.extended), "line_needs_device",
          "has a date of purchase or an extension without a device");
    wrong(device && !company, "line_device_alone", "a device belongs to a company, and there is none");
    wrong(line.email_enabled && line.email.empty(), "line_needs_email", "email_enabled without an e-mail");
  }

  const Business& business_;
  CustomerFile& file_;
  std::vector<const Heading*> columns_;
  std::vector<std::string> written_;  ///< their names as the file has them
  std::string column_;                ///< the one in hand
  std::size_t at_ = 0;
};

std::string date_cell(const std::optional<Date>& date) {
  return date ? iso_date(*date) : std::string{};
}

}  // namespace

CustomerFile read_customers(std::string_view bytes, const Business& business) {
  CsvTable table = read_csv(bytes);
  CustomerFile file{{}, std::move(table.faults)};
  if (table.header.cells.empty()) return file;
  Reader reader(business, file);
  reader.headings(table.header);
  for (const CsvRow& row : table.rows) reader.line(row);
  reader.agree();
  std::stable_sort(file.faults.begin(), file.faults.end(),
                   [](const CsvFault& a, const CsvFault& b) { return a.line < b.line; });
  return file;
}

std::optional<std::string> mail_address(std::string_view text) {
  const std::string folded = fold(std::string(text));
  const auto at = folded.find('@');
  const bool fits = at != std::string::npos && folded.rfind('@') == at && folded.find(' ') == std::string::npos &&
                    folded.find('.', at + 2) != std::string::npos && folded.back() != '.';
  return fits ? std::optional(folded) : std::nullopt;
}

std::string write_customers(const std::vector<CustomerLine>& lines) {
  std::vector<std::string> header;
  for (const Heading& heading : kHeadings) header.emplace_back(heading.name);
  std::string text = csv_line(header);
  for (const CustomerLine& line : lines) {
    const std::string standing = line.standing == "good" ? "yes" : line.standing == "bad" ? "no" : "";
    text += csv_line({line.code, line.company, line.plan, date_cell(line.from), date_cell(line.to), standing,
                      line.licences ? std::to_string(*line.licences) : "", line.name, line.phone, line.email,
                      line.email_enabled ? (*line.email_enabled ? "yes" : "no") : "", line.language, line.asset,
                      line.serial, date_cell(line.purchased), line.extended ? "yes" : ""});
  }
  return text;
}

}  // namespace sportello::flows
