#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/flags.h"
#include "beam/pipeline/pipeline.h"

namespace beam {
namespace internal {

/// Main without its types: `options` sets the job's own flags, `build` makes the pipeline from
/// them.
int RunMain(int argc, char** argv, FlagGroup options, const ProgramText& text,
            const std::function<void(Pipeline&)>& build);

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
/// says; with --print_graph it prints the pipeline instead. `build` must depend on nothing but the
/// options: workers run it again.
///
/// Returns the process's exit status: 0 done, 1 failed, 2 wrong flags, 130 stopped by Ctrl-C. The
/// first Ctrl-C (or SIGTERM) finishes the elements at work and ends the job; the second kills it.
template <PlainStruct Options, class Build>
int Main(int argc, char** argv, Build build) {
  static_assert(std::invocable<Build, Pipeline&, const Options&>,
                "beam::Main: build is no function of (beam::Pipeline&, const Options&)");
  Options options{};
  return internal::RunMain(argc, argv, FlagsOf("Options of the job", options),
                           internal::TextOf<Options>(),
                           [&](Pipeline& pipeline) { build(pipeline, options); });
}

}  // namespace beam
