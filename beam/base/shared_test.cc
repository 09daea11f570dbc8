#include "beam/base/shared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <vector>

namespace beam {
namespace {

struct Model {
  explicit Model(int of_version = 1) : version(of_version) {}
  Model(Model&&) = default;
  Model(const Model&) = delete;
  int version;
};

TEST(Shared, IsMadeOnceForAllThreads) {
  constexpr int kThreads = 8;
  const Shared<Model> shared;
  std::atomic<int> made = 0;
  std::latch all_there(kThreads);
  std::vector<std::shared_ptr<const Model>> models(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, copy = shared, i] {
        all_there.arrive_and_wait();
        models[i] = copy.Acquire([&] { return Model(++made); });
      });
    }
  }
  EXPECT_EQ(made, 1);
  for (const auto& model : models) EXPECT_EQ(model, models[0]);
}

TEST(Shared, IsGoneWhenNobodyHoldsIt) {
  const Shared<Model> shared;
  int made = 0;
  auto make = [&] { return std::make_unique<Model>(++made); };
  const std::weak_ptr<const Model> first = shared.Acquire(make);
  EXPECT_TRUE(first.expired());
  const auto second = shared.Acquire(make);
  EXPECT_EQ(shared.Acquire(make), second);
  EXPECT_EQ(made, 2);
}

TEST(Shared, AFailureIsTheFirstCallersAndTheNextOneTriesAgain) {
  constexpr int kThreads = 4;
  const Shared<Model> shared;
  std::atomic<int> attempts = 0;
  std::atomic<int> failures = 0;
  std::vector<std::shared_ptr<const Model>> models(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        try {
          models[i] = shared.Acquire([&] {
            if (++attempts == 1) throw Error(ErrorCode::kUnavailable, "no memory left yet");
            return Model(7);
          });
        } catch (const Error& error) {
          EXPECT_EQ(error.message(), "no memory left yet");
          ++failures;
        }
      });
    }
  }
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(std::count(models.begin(), models.end(), nullptr), 1);
}

TEST(Shared, AnotherTagMakesAnotherObject) {
  const Shared<Model> shared;
  const auto one = shared.Acquire([] { return Model(1); }, "v1");
  const auto two = shared.Acquire([] { return Model(2); }, "v2");
  EXPECT_EQ(one->version, 1);
  EXPECT_EQ(two->version, 2);
  EXPECT_EQ(shared.Acquire([] { return Model(3); }, "v2"), two);
}

TEST(Shared, RefusesToBeAskedByItsOwnMaker) {
  const Shared<int> shared;
  EXPECT_THROW(shared.Acquire([&] { return *shared.Acquire([] { return 1; }) + 1; }), Error);
  EXPECT_EQ(*shared.Acquire([] { return 5; }), 5);
}

}  // namespace
}  // namespace beam
