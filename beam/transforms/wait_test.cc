#include "beam/transforms/wait.h"

#include <gmock/gmock.h>

#include <atomic>

#include "beam/pipeline/create.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

TEST(WaitTest, NoElementGoesOnBeforeTheSignalsEnd) {
  EveryWay([](Pipeline& p) {
    auto done = std::make_shared<std::atomic<int>>(0);
    auto work = [done](int n) {
      ++*done;
      return n;
    };
    auto first = p | Create("First", std::vector<int>(500, 1)) | Reshuffle() | Map("Work1", work);
    auto second = p | Create("Second", std::vector<int>(300, 1)) |
                  WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n); }) |
                  WindowInto("Sessions", Sessions(Seconds(1))) | Map("Work2", work) |
                  Map("Text", [](int n) { return std::to_string(n); });
    auto seen = Collect("Seen", p | Create("Main", std::vector<int>(200, 2)) |
                                    Wait::On("AfterWork", first, second) |
                                    Map("Look", [done](int) { return done->load(); }));
    return [=] { EXPECT_THAT(seen->values(), ::testing::AllOf(SizeIs(200), Each(800))); };
  });
}

TEST(WaitTest, AnEmptySignalEndsToo) {
  EveryWay([](Pipeline& p) {
    auto nothing = p | Create("Nothing", std::vector<int>());
    auto seen = Collect("Seen", p | Create("Main", {1, 2}) | Wait::On("AfterNothing", nothing));
    return [=] { EXPECT_THAT(seen->values(), SizeIs(2)); };
  });
}

}  // namespace
}  // namespace beam::testing
