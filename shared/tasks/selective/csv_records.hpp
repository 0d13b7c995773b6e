// A CSV file as fields of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

/// A header and rows of as many fields, as RFC 4180 has them: lines end with LF or CRLF, a quoted
/// field may hold commas, line breaks and doubled quotes. Beyond the RFC, a byte order mark before
/// the header, blanks around a field and lines without any field are left out.
///
/// All of it is UTF-8 without NUL, every field has 1 to kMostFieldBytes bytes, and names have no
/// control characters and differ. Rows and columns are within the limits of a table.
class CsvRecords {
 public:
  /// Throws TableFlaw at the first that is not so.
  explicit CsvRecords(std::string_view bytes);

  const std::vector<std::string>& names() const { return names_; }
  std::size_t rows() const { return lines_.size(); }
  /// `row` in [0, rows()), `column` in [0, names().size()).
  std::string_view field(std::size_t row, std::size_t column) const;
  /// In which line of the file the row begins, counted from 1.
  std::int64_t line(std::size_t row) const { return lines_[row]; }

 private:
  class Reader;

  std::vector<std::string> names_;
  std::vector<std::int64_t> lines_;  // [rows]
  std::string text_;                 // all fields, one behind the other
  std::vector<std::uint32_t> ends_;  // [rows, columns]: where each of them ends in text_
};

}  // namespace sotto
