// Sweeps, trainings and audits as one page of charts and tables.
#pragma once

#include <string>
#include <vector>

#include "lab/report/gnuplot.hpp"
#include "lab/report/report_source.hpp"

namespace sotto {

/// The page as HTML that needs no other file and no network. Says nothing of time or machine: the
/// same sources give the same page. Throws GnuplotError.
std::string report_page(const std::string& title, const std::vector<ReportSource>& sources,
                        const Gnuplot& gnuplot);

}  // namespace sotto
