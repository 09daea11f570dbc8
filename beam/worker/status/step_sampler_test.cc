#include "beam/worker/status/step_sampler.h"

#include <gtest/gtest.h>

namespace beam::worker {
namespace {

using std::chrono::milliseconds;
using Phase = StepSampler::Phase;

/// Waits until some time was seen in the step and phase.
void WaitFor(const StepSampler::Watch& watch, std::size_t step, Phase phase) {
  while (watch.Look()[{step, phase}] == std::chrono::nanoseconds(0)) std::this_thread::yield();
}

TEST(StepSampler, SeesTheStepThatRunsAndItsPhase) {
  StepSampler sampler(milliseconds(1));
  const StepSampler::Watch watch(sampler);
  const exec::StepContext first{.step = 7};
  {
    const exec::StepScope scope(first);
    WaitFor(watch, 7, Phase::kStart);
  }
  const auto times = watch.Look();
  EXPECT_EQ(times.size(), 1U) << "nothing else ran";
}

TEST(StepSampler, SeesTheInnermostStep) {
  StepSampler sampler(milliseconds(1));
  StepSampler::Watch watch(sampler);
  watch.SetPhase(Phase::kProcess);
  const exec::StepContext outer{.step = 1};
  const exec::StepContext inner{.step = 2};
  const exec::StepScope outer_scope(outer);
  {
    const exec::StepScope inner_scope(inner);
    WaitFor(watch, 2, Phase::kProcess);
  }
  WaitFor(watch, 1, Phase::kProcess);
}

TEST(StepSampler, KnowsWhereABundleIsUntilItMakesProgress) {
  StepSampler sampler(milliseconds(1));
  std::atomic<std::int64_t> elements = 0;
  const StepSampler::Watch watch(sampler, [&] { return elements.load(); });
  EXPECT_EQ(watch.Where().step, std::nullopt);
  const exec::StepContext step{.step = 4};
  const exec::StepScope scope(step);
  while (watch.Where().step != 4U) std::this_thread::yield();
  while (watch.Where().stays < milliseconds(20)) std::this_thread::yield();
  while (watch.Where().stays >= milliseconds(20)) ++elements;
  EXPECT_EQ(watch.Where().step, 4U) << "the same step, with another element";
}

TEST(StepSampler, WatchesManyBundles) {
  StepSampler sampler(milliseconds(1));
  std::vector<std::thread> bundles;
  for (std::size_t i = 0; i < 8; ++i) {
    bundles.emplace_back([&, i] {
      const StepSampler::Watch watch(sampler);
      const exec::StepContext step{.step = i};
      const exec::StepScope scope(step);
      WaitFor(watch, i, Phase::kStart);
    });
  }
  for (std::thread& bundle : bundles) bundle.join();
}

}  // namespace
}  // namespace beam::worker
