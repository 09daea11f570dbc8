#include "klay_beam/inference/stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

Tensor Count(std::vector<std::int64_t> shape, int from) {
  const auto size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies());
  std::vector<std::int32_t> values(static_cast<std::size_t>(size));
  std::iota(values.begin(), values.end(), from);
  return {std::move(shape), std::move(values)};
}

TEST(Stack, PutsTensorsOneAboveTheOther) {
  const Tensor stack = Stack(std::vector{Count({2}, 1), Count({2}, 3), Count({2}, 5)});
  EXPECT_THAT(stack.shape(), ElementsAre(3, 2));
  EXPECT_THAT(stack.values<std::int32_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Stack, PadsEachAxisWithZeros) {
  const Tensor stack = Stack(std::vector{Count({1, 3}, 1), Count({2, 2}, 4), Count({0, 1}, 0)});
  EXPECT_THAT(stack.shape(), ElementsAre(3, 2, 3));
  EXPECT_THAT(stack.values<std::int32_t>(),
              ElementsAre(1, 2, 3, 0, 0, 0, 4, 5, 0, 6, 7, 0, 0, 0, 0, 0, 0, 0));
}

TEST(Stack, StacksSingleItems) {
  const Tensor stack = Stack(std::vector{Count({}, 7), Count({}, 8)});
  EXPECT_THAT(stack.shape(), ElementsAre(2));
  EXPECT_THAT(stack.values<std::int32_t>(), ElementsAre(7, 8));
}

TEST(Stack, DoesNotCopyASingleTensor) {
  const Tensor tensor = Count({2, 2}, 1);
  const Tensor stack = Stack(std::vector{tensor});
  EXPECT_THAT(stack.shape(), ElementsAre(1, 2, 2));
  EXPECT_EQ(stack.bytes().data(), tensor.bytes().data());
}

TEST(Stack, RefusesWhatDoesNotFitTogether) {
  EXPECT_THROW(Stack({}), beam::Error);
  EXPECT_THROW(Stack(std::vector{Count({2}, 1), Count({2, 1}, 1)}), beam::Error);
  EXPECT_THROW(Stack(std::vector{Count({1}, 1), Tensor({1}, std::vector<float>{1})}), beam::Error);
}

TEST(Unstack, GivesBackWhatStackTook) {
  const std::vector tensors = {Count({2, 3, 2}, 1), Count({1, 4, 2}, 50), Count({2, 1, 1}, 90),
                               Count({0, 3, 2}, 0), Count({2, 4, 2}, 10)};
  const Tensor stack = Stack(tensors);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Tensor part = Unstack(stack, static_cast<std::int64_t>(i), tensors[i].shape());
    EXPECT_EQ(part.shape(), tensors[i].shape());
    EXPECT_THAT(part.values<std::int32_t>(), ElementsAreArray(tensors[i].values<std::int32_t>()));
  }
}

TEST(Unstack, DoesNotCopyWhatLiesSideBySide) {
  const Tensor stack = Count({2, 3, 2}, 0);
  const Tensor part = Unstack(stack, 1, {2, 2});
  EXPECT_EQ(part.bytes().data(), stack.bytes().data() + 24);
  EXPECT_THAT(part.values<std::int32_t>(), ElementsAre(6, 7, 8, 9));
}

TEST(Unstack, RefusesPartsThatThereAreNot) {
  const Tensor stack = Count({2, 3}, 0);
  EXPECT_THROW(Unstack(stack, 2, {3}), beam::Error);
  EXPECT_THROW(Unstack(stack, -1, {3}), beam::Error);
  EXPECT_THROW(Unstack(stack, 0, {4}), beam::Error);
  EXPECT_THROW(Unstack(stack, 0, {}), beam::Error);
  EXPECT_THROW(Unstack(Count({}, 1), 0, {}), beam::Error);
}

}  // namespace
}  // namespace klay
