#pragma once

#include <string>

#include "job_stats/file_stats.h"

namespace job_stats {

/// What LookUpFiles makes of its files.
struct KnownAndUnknown {
  beam::PCollection<FileStats> known;                 ///< Of the table.
  beam::PCollection<beam::io::FileMetadata> unknown;  ///< To be measured.
};

/// Looks files up in the table of an earlier run: those of the same size and time keep their rows
/// and count as "skipped"; rows of files that are not among them are left out. Without a table all
/// files are unknown. It deals the files out anew, as a Reshuffle does.
class LookUpFiles {
 public:
  explicit LookUpFiles(std::string table) : table_(std::move(table)) {}

  KnownAndUnknown operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  std::string table_;
};

}  // namespace job_stats
