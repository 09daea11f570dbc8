#pragma once

#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/files/file_name_mutator.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// What DistinctTargets makes of its files.
struct DistinctlyTargeted {
  beam::PCollection<beam::io::FileMetadata> files;  ///< Each has a target of its own.
  beam::PCollection<Failure> failed;                ///< In the run report, too.
};

/// Sees to it that no file's output takes the place of another's: of files with one target
/// (a.wav and a.mp3, both to a.flac) the first by path goes on, the others are Failures that name
/// it; so are files that have no target. It waits for all files, and deals them out anew, as a
/// Reshuffle does.
class DistinctTargets {
 public:
  explicit DistinctTargets(FileNameMutator name, std::string label = "DistinctTargets",
                           std::source_location where = std::source_location::current());

  DistinctlyTargeted operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  FileNameMutator name_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
