#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "beam/beam.h"
#include "klay_beam/job/job_options.h"

namespace klay {

/// The whole of a job's main function: beam::Main with the flags of JobOptions beside those of
/// `Options`. Calls build(pipeline, options, job_options). Returns the exit status of beam::Main.
template <beam::PlainStruct Options, class Build>
int JobMain(int argc, char** argv, Build build) {
  return beam::internal::RunMain(argc, argv, beam::internal::TextOf<Options>(), [&] {
    auto options = std::make_shared<std::pair<Options, JobOptions>>();
    beam::FlagGroup flags = beam::FlagsOf("Options of the job", options->first);
    beam::FlagGroup of_all = beam::FlagsOf("", options->second);
    std::ranges::move(of_all.flags, std::back_inserter(flags.flags));
    return beam::internal::JobProgram{std::move(flags),
                                      [&build, options](beam::Pipeline& pipeline) {
                                        build(pipeline, options->first, options->second);
                                      }};
  });
}

}  // namespace klay
