#include "beam/testing/random_pipeline.h"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/random_steps.h"

namespace beam::testing {
namespace {

constexpr std::int64_t kMaxElements = 200;
constexpr std::int64_t kMaxSteps = 7;

/// Some pairs, each at the time that is its value in seconds.
RandomPairs RandomInput(Pipeline& pipeline, RandomSource& random, const std::string& label) {
  std::vector<RandomPair> pairs(static_cast<std::size_t>(random.Below(kMaxElements)));
  const std::int64_t num_keys = 1 + random.Below(20);
  for (RandomPair& pair : pairs) {
    pair = {"k" + std::to_string(random.Below(num_keys)), random.Below(100)};
  }
  return pipeline | Create(label, pairs) | WithTimestamps(label + "At", [](const RandomPair& pair) {
           return Timestamp{} + Seconds(pair.value);
         });
}

Trigger RandomTrigger(RandomSource& random) {
  switch (random.Below(5)) {
    case 0:
      return AfterWatermark({.early = AfterCount(1 + random.Below(4))});
    case 1:
      return Repeatedly(AfterAny({AfterCount(1 + random.Below(4)), AfterWatermark()}));
    default:
      return {};
  }
}

Windowing RandomWindowing(RandomSource& random) {
  const Duration size = Seconds(5 + random.Below(40));
  Windowing windowing{.trigger = RandomTrigger(random)};
  if (!random.triggers()) windowing.trigger = {};
  if (random.Below(2) == 0) windowing.accumulation_mode = AccumulationMode::kAccumulating;
  constexpr std::array kCombiners = {TimestampCombiner::kEndOfWindow, TimestampCombiner::kEarliest,
                                     TimestampCombiner::kLatest};
  windowing.timestamp_combiner = kCombiners[static_cast<std::size_t>(random.Below(3))];
  switch (random.Below(4)) {
    case 0:
      windowing.window_fn = std::make_shared<FixedWindows>(size);
      break;
    case 1:
      windowing.window_fn =
          std::make_shared<SlidingWindows>(size, Seconds(1 + size.micros / 2000000));
      break;
    case 2:
      windowing.window_fn = std::make_shared<Sessions>(Seconds(1 + random.Below(10)));
      break;
    default:
      break;
  }
  return windowing;
}

RandomPairs IntoWindows(const RandomPairs& in, RandomSource& random,
                        const std::vector<RandomPairs>&) {
  return in | WindowInto("Window", RandomWindowing(random));
}

std::vector<RandomStep> AllSteps() {
  std::vector<RandomStep> all = {{"Window", IntoWindows}, {"Rewindow", IntoWindows}};
  for (const auto& steps :
       {RandomElementSteps(), RandomGroupingSteps(), RandomStateSteps(), RandomSideInputSteps()}) {
    all.insert(all.end(), steps.begin(), steps.end());
  }
  return all;
}

struct ShowPair {
  std::string branch;
  bool panes;

  /// Rounded down: engines know no less than milliseconds, so that the last instant of a window is
  /// another one there.
  static std::string Millis(Timestamp timestamp) {
    constexpr std::int64_t kMicros = 1000;
    const std::int64_t millis = timestamp.micros / kMicros;
    return std::to_string(timestamp.micros % kMicros < 0 ? millis - 1 : millis);
  }
  void Process(const Element<RandomPair>& pair, Emitter<std::string>& out) const {
    for (const Window& window : pair.windows.all()) {
      out(branch + " " + Describe(pair.value) + " [" + Millis(window.start) + "," +
          Millis(window.end) + ") @" + Millis(pair.timestamp) +
          (panes ? PaneText(pair.windows.pane()) : ""));
    }
  }
  static std::string PaneText(const Pane& pane) {
    return " pane " + std::to_string(static_cast<int>(pane.timing)) + "/" +
           std::to_string(pane.index);
  }
};

}  // namespace

PCollection<std::string> RandomPipeline(Pipeline& pipeline, std::uint64_t seed,
                                        const RandomPipelineOptions& options) {
  static const std::vector<RandomStep> steps = AllSteps();
  RandomSource random(seed, options.triggers);
  std::vector<RandomPairs> branches = {RandomInput(pipeline, random, "Input"),
                                       RandomInput(pipeline, random, "Other")};
  const std::int64_t num_steps = 1 + random.Below(kMaxSteps);
  for (std::int64_t number = 0; number < num_steps; ++number) {
    const auto at =
        static_cast<std::size_t>(random.Below(static_cast<std::int64_t>(branches.size())));
    const RandomPairs in = branches[at];
    const RandomStep& step =
        steps[static_cast<std::size_t>(random.Below(static_cast<std::int64_t>(steps.size())))];
    if (step.only_in_global_window && !in.windowing()->is_global()) continue;
    auto expand = [&](const RandomPairs& from) { return step.apply(from, random, branches); };
    branches.push_back(in |
                       Composite("Step" + std::to_string(number) + std::string(step.name), expand));
  }
  std::vector<PCollection<std::string>> lines;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const std::string branch = "Branch" + std::to_string(i);
    lines.push_back(branches[i] | ParDo(branch, ShowPair{branch, options.panes}) |
                    WindowInto(branch + "Global", GlobalWindows()));
  }
  return Flatten("Lines", lines);
}

}  // namespace beam::testing
