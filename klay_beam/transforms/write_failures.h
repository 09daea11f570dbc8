#pragma once

#include <source_location>
#include <string>

#include "beam/pipeline/pcollection.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// Writes all failures as JSON lines into one file, sorted by path; without failures the file is
/// empty. It appears whole, when the job has seen every input.
class WriteFailures {
 public:
  explicit WriteFailures(std::string path, std::string label = "WriteFailures",
                         std::source_location where = std::source_location::current());

  void operator()(beam::PCollection<Failure> failures) const;

 private:
  std::string path_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
