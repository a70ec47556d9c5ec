/// Comma-separated values as spreadsheets write them (RFC 4180), read strictly: whatever is doubtful is a fault with its
/// line, never a guess.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/result.h"

namespace sportello::flows {

struct CsvRow {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
};

struct CsvFault {
  std::size_t line = 0;
  std::string text;
  CodedText reason{};
};

struct CsvTable {
  CsvRow header;
  std::vector<CsvRow> rows;  ///< each with as many cells as the header; empty lines are left out
  std::vector<CsvFault> faults;
};

/// UTF-8 with or without a byte order mark, lines ended by LF or CRLF. The separator is the one of , ; and tab that the
/// first line has most of: Excel writes semicolons in Italian. Other encodings are refused with what to do.
CsvTable read_csv(std::string_view bytes);

/// One line, separated by commas and ended by CRLF, with quotes where they are needed.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace sportello::flows
