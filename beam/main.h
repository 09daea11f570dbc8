#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/flags.h"
#include "beam/pipeline/pipeline.h"

namespace beam {
namespace internal {

/// A job's own flags, and what makes the pipeline once they are set.
struct JobProgram {
  FlagGroup flags;
  std::function<void(Pipeline&)> build;
};

/// Main without its types: `make` gives a job program whose flags have their defaults.
int RunMain(int argc, char** argv, const ProgramText& text,
            const std::function<JobProgram()>& make);

template <class Options>
ProgramText TextOf() {
  ProgramText text;
  if constexpr (requires { Options::kAbout; }) text.about = Options::kAbout;
  if constexpr (requires { Options::kVersion; }) text.version = Options::kVersion;
  return text;
}

}  // namespace internal

/// The whole of a job's main function: reads the flags into `Options` (a plain struct, see
/// beam/pipeline/flags.h), calls `build(pipeline, options)` and runs the pipeline where --runner
/// says: in this process, or on an engine, which runs functions in workers that are this very
/// program. With --print_graph it prints the pipeline instead. `build` must depend on nothing but
/// the options: workers run it again.
///
/// Returns the process's exit status: 0 done, 1 failed, 2 wrong flags, 130 stopped by Ctrl-C. The
/// first Ctrl-C (or SIGTERM) finishes the elements at work and ends the job; the second kills it.
template <PlainStruct Options, class Build>
int Main(int argc, char** argv, Build build) {
  static_assert(std::invocable<Build, Pipeline&, const Options&>,
                "beam::Main: build is no function of (beam::Pipeline&, const Options&)");
  return internal::RunMain(argc, argv, internal::TextOf<Options>(), [&] {
    auto options = std::make_shared<Options>();
    return internal::JobProgram{
        FlagsOf("Options of the job", *options),
        [&build, options](Pipeline& pipeline) { build(pipeline, *options); }};
  });
}

}  // namespace beam
