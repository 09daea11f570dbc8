#include "klay_beam/inference/tensor_coder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

TEST(TensorCoder, DecodeGivesBackWhatEncodeTook) {
  const Tensor tensor({2, 1, 2}, std::vector<float>{0.5F, -1, 1e-30F, 4});
  const Tensor copy = beam::Decode<Tensor>(beam::Encode(tensor));
  EXPECT_EQ(copy.type(), TensorType::kFloat32);
  EXPECT_THAT(copy.shape(), ElementsAre(2, 1, 2));
  EXPECT_THAT(copy.values<float>(), ElementsAreArray(tensor.values<float>()));
}

TEST(TensorCoder, KeepsEachType) {
  for (int i = 0; i <= static_cast<int>(TensorType::kBool); ++i) {
    const auto type = static_cast<TensorType>(i);
    const auto items = std::make_shared<std::vector<double>>(3, 1.5);
    const Tensor tensor = Tensor::FromShared(type, {3}, {items, items->data()});
    const Tensor copy = beam::Decode<Tensor>(beam::Encode(tensor));
    EXPECT_EQ(copy.type(), type);
    EXPECT_THAT(copy.bytes(), ElementsAreArray(tensor.bytes())) << Name(type);
  }
}

TEST(TensorCoder, EmptyTensorsSurvive) {
  EXPECT_THAT(beam::Decode<Tensor>(beam::Encode(Tensor())).shape(), ElementsAre(0));
}

TEST(TensorCoder, BytesThatCannotBeATensorAreDataLoss) {
  const std::string bytes = beam::Encode(Tensor({3}, std::vector<std::int16_t>{1, 2, 3}));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(beam::Decode<Tensor>(bytes.substr(0, length)), beam::Error) << length;
  }
  for (std::size_t i = 0; i < bytes.size() - 6; ++i) {
    std::string other = bytes;
    other[i] = static_cast<char>(other[i] ^ 0x41);
    EXPECT_THROW(beam::Decode<Tensor>(other), beam::Error) << i;
  }
}

}  // namespace
}  // namespace klay
