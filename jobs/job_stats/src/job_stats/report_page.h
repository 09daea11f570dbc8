#pragma once

#include <string>

#include "job_stats/duplicates.h"
#include "job_stats/failure_list.h"
#include "job_stats/summary.h"

namespace job_stats {

/// What the page is of, for its head.
struct PageTitle {
  std::string inputs;  ///< A pattern, or a manifest.
  std::string table;   ///< Where the rows are.
};

/// A page of HTML in one file, which loads nothing: numbers, histograms, duplicates and failures.
/// Each number that a program may want is the text of an element with an id ("files", "hours") or a
/// data-key of its row.
std::string ReportPage(const PageTitle& title, const Summary& summary, const Duplicates& duplicates,
                       const FailureList& failures);

}  // namespace job_stats
