#pragma once

#include <string>

#include "job_shard/sample.h"
#include "job_shard/sample_names.h"
#include "klay_beam/klay_beam.h"

namespace job_shard {

/// What FindSamples makes of audio files.
struct FoundSamples {
  beam::PCollection<Sample> samples;
  beam::PCollection<klay::Failure> failed;  ///< In the run report, too.
};

/// Looks for the siblings of each audio file. Files whose samples are packed already are counted
/// ("skipped") and go no further. One without a sibling that it must have is a Failure (not_found)
/// that names the sibling.
class FindSamples {
 public:
  FindSamples(SampleNames names, beam::PCollection<PackedShard> kept);

  FoundSamples operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  SampleNames names_;
  beam::PCollection<PackedShard> kept_;
};

}  // namespace job_shard
