#include "flows/core/csv.h"

#include <algorithm>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kSaveAs = "save it again as \"CSV UTF-8\" (Excel: File, Save as, CSV UTF-8)";

std::size_t line_at(std::string_view bytes, std::size_t position) {
  return 1 + static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

/// The line of the first malformed UTF-8.
std::size_t bad_line(std::string_view bytes) {
  std::size_t line = 1;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\n'), bytes.size());
    if (!is_utf8(bytes.substr(0, end))) return line;
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++line;
  }
  return line;
}

char separator_of(std::string_view bytes) {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  for (const char c : bytes) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    commas += c == ',' ? 1U : 0U;
    semicolons += c == ';' ? 1U : 0U;
    tabs += c == '\t' ? 1U : 0U;
  }
  if (semicolons >= commas && semicolons >= tabs && semicolons > 0) return ';';
  return tabs > commas ? '\t' : ',';
}

/// Reads cell after cell; after a fault it goes on with the next line.
class Scanner {
 public:
  Scanner(std::string_view bytes, char separator, std::vector<CsvFault>& faults)
      : bytes_(bytes), separator_(separator), faults_(faults) {}

  bool at_end() const { return at_ >= bytes_.size(); }

  /// False when the line is faulty; the fault is noted.
  bool row(CsvRow& row) {
    row = {line_at(bytes_, at_), {}};
    while (true) {
      std::string cell;
      if (!(peek() == '"' ? quoted(cell, row.line) : plain(cell, row.line))) {
        skip_line();
        return false;
      }
      row.cells.push_back(std::move(cell));
      if (!at_end() && bytes_[at_] == separator_) {
        ++at_;
        continue;
      }
      return end_of_line(row.line);
    }
  }

 private:
  char peek() const { return at_end() ? '\n' : bytes_[at_]; }
  bool at_line_end() const { return at_end() || bytes_[at_] == '\n' || (bytes_[at_] == '\r' && next_is_lf()); }
  bool next_is_lf() const { return at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n'; }

  bool fault(std::size_t line, const char* code, std::string text) {
    faults_.push_back({line, std::move(text), {code}});
    return false;
  }

  bool after_quote(std::size_t line) {
    return fault(line, "csv_after_quote", "there is text after a closing quotation mark");
  }

  bool end_of_line(std::size_t line) {
    if (!at_line_end()) {
      after_quote(line);
      skip_line();
      return false;
    }
    if (!at_end() && bytes_[at_] == '\r') ++at_;
    if (!at_end()) ++at_;
    return true;
  }

  bool plain(std::string& cell, std::size_t line) {
    for (; !at_line_end() && bytes_[at_] != separator_; ++at_) {
      if (bytes_[at_] == '"') {
        return fault(line, "csv_quote_inside", "a quotation mark in the middle of a cell must be doubled, in quotes");
      }
      if (bytes_[at_] == '\r') {
        return fault(line, "csv_line_ends", "the lines end with CR alone: save the file with Windows or Unix line ends");
      }
      cell += bytes_[at_];
    }
    return true;
  }

  bool quoted(std::string& cell, std::size_t line) {
    const std::size_t opened = line_at(bytes_, at_);
    for (++at_; !at_end(); ++at_) {
      if (bytes_[at_] != '"') {
        cell += bytes_[at_];
      } else if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '"') {
        cell += bytes_[++at_];
      } else {
        ++at_;
        return at_line_end() || bytes_[at_] == separator_ || after_quote(line);
      }
    }
    return fault(opened, "csv_quote_open", "a quotation mark is opened here and never closed");
  }

  void skip_line() {
    const auto end = bytes_.find('\n', at_);
    at_ = end == std::string_view::npos ? bytes_.size() : end + 1;
  }

  std::string_view bytes_;
  char separator_;
  std::vector<CsvFault>& faults_;
  std::size_t at_ = 0;
};

bool is_empty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return trim(cell).empty(); });
}

}  // namespace

CsvTable read_csv(std::string_view bytes) {
  CsvTable table;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    table.faults.push_back({1, "the file is UTF-16: " + std::string(kSaveAs), {"csv_utf16"}});
    return table;
  }
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  if (!is_utf8(bytes)) {
    table.faults.push_back({bad_line(bytes),
                            "the file is not UTF-8 (an accented letter in Latin-1 or Windows-1252?): " +
                                std::string(kSaveAs),
                            {"csv_not_utf8"}});
    return table;
  }
  Scanner scanner(bytes, separator_of(bytes), table.faults);
  CsvRow row;
  while (!scanner.at_end()) {
    if (!scanner.row(row) || is_empty(row)) continue;
    if (table.header.cells.empty()) {
      table.header = row;
    } else if (row.cells.size() != table.header.cells.size()) {
      const auto cells = std::to_string(row.cells.size());
      const auto wanted = std::to_string(table.header.cells.size());
      table.faults.push_back({row.line, "has " + cells + " cells, the first line has " + wanted,
                              {"csv_cells", {{"cells", cells}, {"wanted", wanted}}}});
    } else {
      table.rows.push_back(row);
    }
  }
  if (table.header.cells.empty() && table.faults.empty()) {
    table.faults.push_back({1, "the file is empty", {"csv_empty"}});
  }
  return table;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    const bool plain = cells[i].find_first_of(",;\t\"\r\n") == std::string::npos && trim_ends(cells[i]) == cells[i];
    if (plain) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace sportello::flows
