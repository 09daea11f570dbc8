#include "klay_beam/inference/tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "beam/testing/error_text.h"

namespace klay {
namespace {

using beam::testing::ErrorText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Tensor, HasTheValuesThatItWasMadeOf) {
  const Tensor tensor({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  EXPECT_EQ(tensor.type(), TensorType::kFloat32);
  EXPECT_THAT(tensor.shape(), ElementsAre(2, 3));
  EXPECT_EQ(tensor.size(), 6);
  EXPECT_EQ(tensor.bytes().size(), 24);
  EXPECT_THAT(tensor.values<float>(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Tensor, OfNoDimensionsHasOneItem) {
  EXPECT_THAT(Tensor({}, std::vector<std::int64_t>{16000}).values<std::int64_t>(),
              ElementsAre(16000));
}

TEST(Tensor, IsEmptyByDefault) {
  EXPECT_EQ(Tensor().size(), 0);
  EXPECT_THAT(Tensor().shape(), ElementsAre(0));
  EXPECT_TRUE(Tensor().values<float>().empty());
}

TEST(Tensor, CopiesShareTheirItems) {
  Tensor tensor({3}, std::vector<std::int8_t>{1, 2, 3});
  const Tensor copy = tensor;
  EXPECT_EQ(copy.values<std::int8_t>().data(), tensor.values<std::int8_t>().data());
  tensor = {};
  EXPECT_THAT(copy.values<std::int8_t>(), ElementsAre(1, 2, 3));
}

TEST(Tensor, KeepsSharedMemoryAlive) {
  auto memory = std::make_shared<std::vector<double>>(4, 0.5);
  const std::weak_ptr<std::vector<double>> watch = memory;
  Tensor tensor = Tensor::FromShared(TensorType::kFloat64, {4}, {memory, memory->data()});
  memory.reset();
  EXPECT_FALSE(watch.expired());
  EXPECT_THAT(tensor.values<double>(), ElementsAre(0.5, 0.5, 0.5, 0.5));
  tensor = {};
  EXPECT_TRUE(watch.expired());
}

TEST(Tensor, RefusesAnotherNumberOfItemsThanItsShapeSays) {
  EXPECT_EQ(ErrorText([] {
              Tensor({2, 2}, std::vector<float>(5));
            }),
            "invalid_argument: a tensor of shape [2, 2] has 4 items, found 5");
}

TEST(Tensor, RefusesShapesThatNoMemoryHolds) {
  EXPECT_THAT(ErrorText([] { Tensor({-1}, std::vector<float>()); }), HasSubstr("[-1]"));
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max() / 2;
  EXPECT_THAT(ErrorText([] {
                Tensor({kHuge, 3}, std::vector<float>());
              }),
              HasSubstr("no tensor has this shape"));
  EXPECT_THAT(ErrorText([] { Tensor({kHuge}, std::vector<float>()); }),
              HasSubstr("no tensor has this shape"));
}

TEST(Tensor, RefusesToBeReadAsAnotherType) {
  EXPECT_EQ(ErrorText([] { Tensor({1}, std::vector<float>{1}).values<std::int32_t>(); }),
            "invalid_argument: the items of a tensor are read as int32, found float32");
}

TEST(Tensor, TellsItsMemory) {
  EXPECT_GE(Tensor({1000}, std::vector<std::uint16_t>(1000)).ApproximateBytes(), 2000);
}

}  // namespace
}  // namespace klay
