#pragma once

#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"

namespace klay {

/// Lets those files through that are no targets of the job itself, since a pattern may match what
/// an earlier run has written, and counts the others ("skipped"). Targets are the files whose names
/// end in `target_suffix`, in `target_dir` and below where there is one.
class LeaveTargetsOut {
 public:
  explicit LeaveTargetsOut(std::string target_suffix, const std::string& target_dir = "",
                           std::string label = "LeaveTargetsOut",
                           std::source_location where = std::source_location::current());

  beam::PCollection<beam::io::FileMetadata> operator()(
      beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  std::string target_suffix_;
  std::string target_dir_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
