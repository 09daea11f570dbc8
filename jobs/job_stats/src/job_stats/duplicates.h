#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "job_stats/file_stats.h"

namespace job_stats {

/// Files that have the same bytes.
struct DuplicateGroup {
  std::string content_hash;
  std::int64_t files = 0;
  std::int64_t size_bytes = 0;          ///< Of each.
  std::vector<std::string> paths = {};  ///< The first by name, a few.

  /// What would be free if one of them were kept.
  std::int64_t extra_bytes() const { return (files - 1) * size_bytes; }
};

/// All groups of a collection, counted, and the greatest.
struct Duplicates {
  std::int64_t groups = 0;
  std::int64_t extra_files = 0;  ///< Without one of each group.
  std::int64_t extra_bytes = 0;
  std::vector<DuplicateGroup> greatest = {};
};

/// Finds the files that have the same bytes: one Duplicates, of no groups where there are none.
class FindDuplicates {
 public:
  beam::PCollection<Duplicates> operator()(beam::PCollection<FileStats> stats) const;
};

}  // namespace job_stats
