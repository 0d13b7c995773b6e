#include "lab/report/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/io.hpp>
#include <boost/process/search_path.hpp>
#include <cstdio>
#include <memory>
#include <sstream>

#include "lab/report/html_page.hpp"

namespace sotto {
namespace {

namespace bp = boost::process;

constexpr int kWidth = 720;

/// Names of the page's colours. gnuplot draws the one at place i in #fe01XX with XX = i, which
/// nobody else uses, and the SVG gets the name in its place.
constexpr std::array<std::string_view, 16> kColours{
    "ink", "grid", "card", "alice", "bob", "eve", "shadow", "linear",
    "c1",  "c2",   "c3",   "c4",    "c5",  "c6",  "c7",     "c8"};
constexpr std::size_t kFirstOfGroups = 8;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Goes away with its owner.
using TemporaryFile = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

TemporaryFile temporary_file() {
  TemporaryFile file(std::tmpfile(), &std::fclose);
  if (!file) throw GnuplotError("no temporary file can be made for gnuplot");
  return file;
}

std::string text_of(std::FILE* file) {
  std::rewind(file);
  std::string text;
  char part[4096];
  while (const auto size = std::fread(part, 1, sizeof part, file)) text.append(part, size);
  return text;
}

/// With the page's colours, ids that no other chart has, and a label.
std::string for_page(std::string svg, std::string_view label, int number) {
  const auto begin = svg.find("<svg");
  const auto canvas = svg.find("<g id=\"gnuplot_canvas\">");
  if (begin == svg.npos || canvas == svg.npos)
    throw GnuplotError("gnuplot has drawn something else than SVG");
  const auto box = svg.substr(begin, svg.find('>', begin) - begin);
  const auto view = box.find("viewBox=");
  const auto size = box.substr(view, box.find('\n', view) - view);
  svg = "<svg role=\"img\" aria-label=\"" + html_text(label) + "\" " + size +
        " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n" +
        svg.substr(canvas);
  for (std::size_t i = 0; i < kColours.size(); ++i) {
    const auto to = "var(--" + std::string(kColours[i]) + ")";
    char spaced[32];
    std::snprintf(spaced, sizeof spaced, "rgb(254,   1, %3zu)", i);
    char hexadecimal[16];
    std::snprintf(hexadecimal, sizeof hexadecimal, "#FE01%02zX", i);
    replace_all(svg, "rgb(254,1," + std::to_string(i) + ")", to);
    replace_all(svg, spaced, to);
    replace_all(svg, hexadecimal, to);
  }
  replace_all(svg, "\"black\"", "\"currentColor\"");
  const auto prefix = "chart" + std::to_string(number) + "_";
  for (const auto* id : {"gpPt", "gpDot", "textbox", "greybox", "gnuplot_canvas"})
    replace_all(svg, id, prefix + id);
  // Groups without anything, and the empty lines that they leave.
  replace_all(svg,
              "<g fill=\"none\" color=\"currentColor\" stroke=\"currentColor\" "
              "stroke-width=\"1.00\" stroke-linecap=\"butt\" stroke-linejoin=\"miter\">\n</g>\n",
              "");
  replace_all(svg, "\n\n", "\n");
  return svg;
}

}  // namespace

std::string colour(std::string_view name) {
  const auto* found = std::ranges::find(kColours, name);
  if (found == kColours.end())
    throw std::invalid_argument("the page has no colour '" + std::string(name) + "'");
  char text[24];
  std::snprintf(text, sizeof text, "rgb '#fe01%02zx'",
                static_cast<std::size_t>(found - kColours.begin()));
  return text;
}

std::string_view colour_name(std::string_view series, std::size_t place) {
  for (const auto name : {"bob", "eve", "shadow", "linear"})
    if (series == name) return name;
  return kColours[kFirstOfGroups + place % (kColours.size() - kFirstOfGroups)];
}

std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text)
    if (letter == '\'')
      quoted += "''";
    else
      quoted += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  return quoted + "'";
}

Gnuplot::Gnuplot() : program_(bp::search_path("gnuplot").string()) {
  if (program_.empty())
    throw GnuplotError(
        "the charts are drawn by gnuplot, which is missing: install the package gnuplot-nox, as "
        "scripts/setup.sh --tests does");
}

std::string Gnuplot::svg(const std::string& script, std::string_view label, int number,
                         int height) const {
  std::ostringstream all;
  all << "set terminal svg size " << kWidth << ',' << height << " dynamic name 'chart" << number
      << "' font 'sans-serif,14'\nset termoption noenhanced\nset encoding utf8\n"
      << "set pointintervalbox 0\nset border 3 lc " << colour("ink")
      << "\nset tics nomirror out scale 0.5 textcolor " << colour("ink")
      << "\nset xlabel textcolor " << colour("ink") << "\nset ylabel textcolor " << colour("ink")
      << "\nset key textcolor " << colour("ink")
      << " outside top left horizontal Left reverse samplen 1.5\nset grid ytics lt 1 lw 1 lc "
      << colour("grid") << "\n"
      << script;
  const auto in = temporary_file();
  const auto out = temporary_file();
  const auto errors = temporary_file();
  std::fwrite(all.str().data(), 1, all.str().size(), in.get());
  std::rewind(in.get());
  std::error_code fault;
  bp::child child(program_.string(), bp::args({"-d", "-"}),
                  bp::std_in<in.get(), bp::std_out> out.get(), bp::std_err > errors.get(), fault);
  if (fault) throw GnuplotError("gnuplot cannot be started: " + fault.message());
  child.wait();
  if (child.exit_code() != 0) {
    const auto said = text_of(errors.get());
    const auto line = said.substr(0, said.find_last_not_of(" \n") + 1);
    throw GnuplotError("gnuplot does not draw '" + std::string(label) +
                       "': " + line.substr(line.find_last_of('\n') + 1));
  }
  return for_page(text_of(out.get()), label, number);
}

}  // namespace sotto
