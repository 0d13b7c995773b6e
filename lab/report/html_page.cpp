#include "lab/report/html_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sotto {
namespace {

/// Colours are those of the dashboard. Print is light.
constexpr auto kStyle = R"(
:root { --page: #f5f3ee; --card: #fff; --ink: #1b1e22; --muted: #565b62; --grid: #dcd8cf; --alice: #00785a; --bob: #0068a8;
  --eve: #b84a00; --shadow: #9a4776; --linear: #6b6100; --c1: #1b6ca8; --c2: #b84a00; --c3: #00785a; --c4: #9a4776;
  --c5: #6b6100; --c6: #5a3fa0; --c7: #a11d2b; --c8: #4d5966; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #10151b; --card: #182029; --ink: #eceff2; --muted: #a6b0ba; --grid: #2d3844; --alice: #2fc597; --bob: #5cbaf0;
    --eve: #ff9550; --shadow: #e3a3c6; --linear: #d8c94e; --c1: #5cbaf0; --c2: #ff9550; --c3: #2fc597; --c4: #e3a3c6;
    --c5: #d8c94e; --c6: #b7a2f5; --c7: #ff8f8f; --c8: #aab7c4; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 980px; padding: 24px 16px 64px; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { margin-top: 2.5em; border-top: 2px solid var(--grid); padding-top: 0.8em; overflow-wrap: anywhere; }
h3 { margin: 1.8em 0 0.4em; }
p { max-width: 72ch; }
figure { margin: 1em 0; background: var(--card); border: 1px solid var(--grid); border-radius: 8px; padding: 12px; }
figcaption, caption { color: var(--muted); font-size: 0.9rem; text-align: left; }
figcaption { padding-top: 6px; }
caption { padding-bottom: 6px; }
.wide { overflow-x: auto; }
svg { display: block; width: 100%; min-width: 600px; height: auto; color: var(--ink); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--grid); text-align: left; white-space: nowrap; }
th { font-weight: 600; vertical-align: bottom; white-space: normal; }
.number { text-align: right; }
:focus-visible { outline: 3px solid var(--bob); outline-offset: 2px; }
@media print {
  :root { --page: #fff; }
  body { max-width: none; font-size: 10pt; padding: 0; }
  figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .wide { overflow: visible; }
  svg { min-width: 0; max-height: 9cm; }
  th, td { white-space: normal; padding: 2px 5px; font-size: 8pt; }
}
)";

}  // namespace

std::string html_text(std::string_view text) {
  std::string written;
  for (const char letter : text) switch (letter) {
      case '&':
        written += "&amp;";
        break;
      case '<':
        written += "&lt;";
        break;
      case '>':
        written += "&gt;";
        break;
      case '"':
        written += "&quot;";
        break;
      default:
        written += letter;
    }
  return written;
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump();
  const double number = value;
  char text[40];
  // Whole digits are all told, of the rest as many as count.
  const int whole =
      number == 0 ? 1 : static_cast<int>(std::floor(std::log10(std::abs(number)))) + 1;
  std::snprintf(text, sizeof text, "%.*f", std::clamp(4 - whole, 0, 4), number);
  return text;
}

HtmlPage::HtmlPage(std::string_view title) : title_(title) {}

void HtmlPage::heading(std::string_view text) { body_ += "<h2>" + html_text(text) + "</h2>\n"; }

void HtmlPage::subheading(std::string_view text) { body_ += "<h3>" + html_text(text) + "</h3>\n"; }

void HtmlPage::paragraph(std::string_view text) { body_ += "<p>" + html_text(text) + "</p>\n"; }

void HtmlPage::figure(std::string_view svg, std::string_view caption) {
  body_ += "<figure><div class=\"wide\" tabindex=\"0\">";
  body_ += svg;
  body_ += "</div><figcaption>" + html_text(caption) + "</figcaption></figure>\n";
}

void HtmlPage::table(const Table& table, std::string_view caption) {
  body_ += "<div class=\"wide\" tabindex=\"0\"><table><caption>" + html_text(caption) +
           "</caption>\n<thead><tr>";
  for (const auto& column : table.columns)
    body_ += "<th scope=\"col\">" + html_text(column.name) + "</th>";
  body_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    body_ += "<tr>";
    for (const auto& cell : row)
      body_ += (cell.is_number() ? "<td class=\"number\">" : "<td>") + html_text(cell_text(cell)) +
               "</td>";
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>\n";
}

std::string HtmlPage::text() const {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         // Nothing is loaded, and no script runs, whatever the tables hold.
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'\">\n<title>" +
         html_text(title_) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" +
         html_text(title_) + "</h1>\n" + body_ + "</body>\n</html>\n";
}

}  // namespace sotto
