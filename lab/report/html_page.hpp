// A page of HTML that needs no other file and no network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/report/table.hpp"

namespace sotto {

/// The text with what HTML would take for its own written out.
std::string html_text(std::string_view text);

/// As a person would read it in a table: numbers with four digits that count, nothing for null.
std::string cell_text(const Json& value);

class HtmlPage {
 public:
  explicit HtmlPage(std::string_view title);

  void heading(std::string_view text);
  void subheading(std::string_view text);
  void paragraph(std::string_view text);
  /// `svg` is an element as it is.
  void figure(std::string_view svg, std::string_view caption);
  void table(const Table& table, std::string_view caption);

  /// The whole.
  std::string text() const;

 private:
  std::string title_;
  std::string body_;
};

}  // namespace sotto
