#pragma once

#include "job_stats/file_stats.h"

namespace job_stats {

/// What MeasureFiles makes of its files.
struct MeasuredFiles {
  beam::PCollection<FileStats> stats;
  beam::PCollection<klay::Failure> failed;  ///< Files that are no audio; in the run report, too.
};

/// Measures each file. Counts "done", "failed", "damaged" and "audio_microseconds".
class MeasureFiles {
 public:
  MeasuredFiles operator()(beam::PCollection<beam::io::FileMetadata> files) const;
};

}  // namespace job_stats
