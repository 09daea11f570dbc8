#pragma once

#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"

namespace klay {

/// The end of a dry run: counts the files that a run would work on ("planned").
class CountPlanned {
 public:
  explicit CountPlanned(std::string label = "CountPlanned",
                        std::source_location where = std::source_location::current());

  void operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
