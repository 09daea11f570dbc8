#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "beam/beam.h"
#include "klay_beam/files/input_files.h"
#include "klay_beam/job/job_options.h"

namespace klay {

/// The flags that every job has: which files it works on, and what it says at its end.
struct JobFlags {
  InputOptions input;
  JobOptions job;
};

/// The whole of a job's main function: beam::Main with the flags of all jobs around those of
/// `Options`. Calls build(pipeline, options, job_flags). Returns the exit status of beam::Main.
template <beam::PlainStruct Options, class Build>
int JobMain(int argc, char** argv, Build build) {
  return beam::internal::RunMain(argc, argv, beam::internal::TextOf<Options>(), [&] {
    auto options = std::make_shared<std::pair<Options, JobFlags>>();
    beam::FlagGroup flags = beam::FlagsOf("Options of the job", options->second.input);
    for (beam::FlagGroup group :
         {beam::FlagsOf("", options->first), beam::FlagsOf("", options->second.job)}) {
      std::ranges::move(group.flags, std::back_inserter(flags.flags));
    }
    return beam::internal::JobProgram{std::move(flags),
                                      [&build, options](beam::Pipeline& pipeline) {
                                        build(pipeline, options->first, options->second);
                                      }};
  });
}

}  // namespace klay
