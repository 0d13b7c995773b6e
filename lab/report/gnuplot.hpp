// Draws a chart by the program gnuplot, as SVG for a page of light and dark.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sotto {

/// One sentence, for people: gnuplot is missing, or does not do what it was told.
struct GnuplotError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A colour of the page by its name, as gnuplot takes it: colour("ink") is "rgb '#...'". In the SVG
/// it is the page's property --ink. Throws std::invalid_argument for a name that there is none of.
std::string colour(std::string_view name);

/// The colour of a series or of the group at that place: Bob's and Eve's are always theirs.
std::string_view colour_name(std::string_view series, std::size_t place);

/// The text in gnuplot's quotes, on one line.
std::string gnuplot_text(std::string_view text);

class Gnuplot {
 public:
  /// Throws GnuplotError where the program is not to be found.
  Gnuplot();

  /// What the script draws: an <svg> element for a page. `label` is read out to whoever does not
  /// see it; `number` differs from chart to chart of one page. Throws GnuplotError.
  std::string svg(const std::string& script, std::string_view label, int number, int height) const;

 private:
  std::filesystem::path program_;
};

}  // namespace sotto
