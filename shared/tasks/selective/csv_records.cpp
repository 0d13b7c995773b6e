#include "shared/tasks/selective/csv_records.hpp"

#include <csv.h>

#include <algorithm>
#include <new>

#include "shared/base/utf8_text.hpp"
#include "shared/tasks/selective/table_error.hpp"
#include "shared/tasks/selective/table_limits.hpp"

namespace sotto {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string range(std::size_t fewest, std::size_t most) {
  return std::to_string(fewest) + " to " + std::to_string(most);
}

void refuse_nul(std::string_view bytes) {
  const auto at = bytes.find('\0');
  if (at == bytes.npos) return;
  const auto line = 1 + std::ranges::count(bytes.substr(0, at), '\n');
  throw TableFlaw(", line " + std::to_string(line) + ": has a zero byte, expected text in UTF-8");
}

/// The text up to and with the next end of a line: LF, CRLF, or CR alone.
std::string_view first_line(std::string_view text) {
  const auto end = text.find_first_of("\r\n");
  if (end == text.npos) return text;
  return text.substr(0, end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
}

}  // namespace

/// Feeds libcsv a line at a time, so that it is known in which line a record is.
class CsvRecords::Reader {
 public:
  explicit Reader(CsvRecords& out) : out_(out) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  }
  ~Reader() { csv_free(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void read(std::string_view line) {
    ++line_;
    if (!in_record_ && line.find_first_not_of(" \t\r\n") != line.npos) {
      in_record_ = true;
      record_line_ = line_;
    }
    const auto read = csv_parse(&parser_, line.data(), line.size(), &on_field, &on_record, this);
    if (!flaw_.empty()) throw TableFlaw(flaw_);
    if (read != line.size()) refuse_quote();
  }

  void finish() {
    const auto failed = csv_fini(&parser_, &on_field, &on_record, this) != 0;
    if (!flaw_.empty()) throw TableFlaw(flaw_);
    if (failed)
      throw TableFlaw(at_line(record_line_) + ", column " + column(fields_) +
                      ": a quote is never closed, expected another one at the field's end");
  }

 private:
  // libcsv is written in C: no exception goes through it.
  static void on_field(void* text, std::size_t size, void* self) noexcept {
    static_cast<Reader*>(self)->add_field({static_cast<const char*>(text), size});
  }
  static void on_record(int, void* self) noexcept { static_cast<Reader*>(self)->end_record(); }

  static std::string at_line(std::int64_t line) { return ", line " + std::to_string(line); }

  /// By its name, where the header has one for it.
  std::string column(std::size_t number) const {
    return number < out_.names_.size() ? in_quotes(out_.names_[number])
                                       : std::to_string(number + 1);
  }

  void add_field(std::string_view text) {
    // A line of commas alone is millions of fields: no more are kept than are looked at.
    if (flaw_.empty() && ++fields_ <= kMostTableColumns) {
      out_.text_ += text;
      out_.ends_.push_back(static_cast<std::uint32_t>(out_.text_.size()));
    }
  }

  void end_record() {
    if (!flaw_.empty()) return;
    flaw_ = out_.names_.empty() ? flaw_of_header() : flaw_of_row();
    fields_ = 0;
    in_record_ = false;
  }

  /// What is wrong with the record's text at a field, or nothing.
  std::string flaw_of_field(std::string_view text, std::size_t number) const {
    const auto at = at_line(record_line_) + ", column " + column(number);
    if (text.empty()) return at + ": the value is missing, expected one in every field";
    if (text.size() > kMostFieldBytes)
      return at + ": has " + std::to_string(text.size()) + " bytes, expected at most " +
             std::to_string(kMostFieldBytes);
    if (!is_utf8(text)) return at + ": is not valid UTF-8, expected text in UTF-8";
    return {};
  }

  std::string flaw_of_row() {
    const auto columns = out_.names_.size();
    if (fields_ != columns)
      return at_line(record_line_) + ": has " + std::to_string(fields_) +
             (fields_ == 1 ? " field" : " fields") + ", expected " + std::to_string(columns) +
             " as in the header";
    if (out_.lines_.size() == kMostTableRows)
      return " has more than " + std::to_string(kMostTableRows) + " rows, expected " +
             range(kFewestTableRows, kMostTableRows);
    out_.lines_.push_back(record_line_);
    for (std::size_t i = 0; i < columns; ++i) {
      const auto text = out_.field(out_.lines_.size() - 1, i);
      // Most fields have no flaw, and need no words.
      if (text.empty() || text.size() > kMostFieldBytes || !is_utf8(text))
        return flaw_of_field(text, i);
    }
    return {};
  }

  std::string flaw_of_header() {
    if (fields_ < kFewestTableColumns || fields_ > kMostTableColumns)
      return at_line(record_line_) + ": the header has " + std::to_string(fields_) +
             (fields_ == 1 ? " column" : " columns") + ", expected " +
             range(kFewestTableColumns, kMostTableColumns) + " with commas between them";
    std::vector<std::string> names;
    std::size_t begin = 0;
    for (const auto end : out_.ends_) {
      const auto name = out_.text_.substr(begin, end - begin);
      begin = end;
      const auto at = at_line(record_line_) + ", column " + std::to_string(names.size() + 1);
      if (name.empty()) return at + ": its name is missing, expected one for each column";
      if (auto flaw = flaw_of_field(name, names.size()); !flaw.empty()) return flaw;
      if (printable(name) != name)
        return at + ": its name has control characters, expected text without them";
      if (const auto same = std::ranges::find(names, name); same != names.end())
        return at + ": its name " + in_quotes(name) + " is that of column " +
               std::to_string(same - names.begin() + 1) + ", too, expected names that differ";
      names.push_back(name);
    }
    out_.names_ = std::move(names);
    out_.text_.clear();
    out_.ends_.clear();
    return {};
  }

  [[noreturn]] void refuse_quote() {
    if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
    auto flaw = at_line(line_) + ", column " + column(fields_);
    if (line_ != record_line_)
      flaw += " of the row that begins in line " + std::to_string(record_line_);
    throw TableFlaw(flaw +
                    ": a quote stands inside a field, expected quotes around a whole field, and "
                    "doubled inside it");
  }

  CsvRecords& out_;
  csv_parser parser_;
  std::int64_t line_ = 0;         // the one that is read, counted from 1
  std::int64_t record_line_ = 0;  // where the record that is read begins
  bool in_record_ = false;
  std::size_t fields_ = 0;  // of the record that is read
  std::string flaw_;
};

CsvRecords::CsvRecords(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  refuse_nul(bytes);
  Reader reader(*this);
  while (!bytes.empty()) {
    const auto line = first_line(bytes);
    reader.read(line);
    bytes.remove_prefix(line.size());
  }
  reader.finish();
  if (names_.empty())
    throw TableFlaw(" is empty, expected a header and " + range(kFewestTableRows, kMostTableRows) +
                    " rows");
  if (rows() < kFewestTableRows)
    throw TableFlaw(" has " + std::to_string(rows()) + (rows() == 1 ? " row" : " rows") +
                    " under its header, expected " + range(kFewestTableRows, kMostTableRows));
}

std::string_view CsvRecords::field(std::size_t row, std::size_t column) const {
  const auto at = row * names_.size() + column;
  const auto begin = at == 0 ? 0 : ends_[at - 1];
  return std::string_view(text_).substr(begin, ends_[at] - begin);
}

}  // namespace sotto
