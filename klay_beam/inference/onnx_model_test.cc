#include "klay_beam/inference/onnx_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "beam/testing/error_text.h"

namespace klay {
namespace {

using beam::testing::ErrorText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;

std::string ModelPath(const std::string& name) {
  return std::string(TEST_MODELS "/") + name;
}

TensorMap Row(float a, float b, float c) {
  return {{"x", Tensor({3}, std::vector<float>{a, b, c})}};
}

TensorMap Sequence(std::vector<std::int64_t> tokens) {
  const auto length = static_cast<std::int64_t>(tokens.size());
  std::vector<std::int64_t> mask(tokens.size(), 1);
  return {{"tokens", Tensor({length}, std::move(tokens))},
          {"mask", Tensor({length}, std::move(mask))}};
}

TEST(OnnxModel, RunsABatchAndTakesItApartAgain) {
  const OnnxModel model{.path = ModelPath("project.onnx"), .outputs = {"hidden"}};
  const auto predictions =
      model.RunBatch(model.Load({}), std::vector{Row(1, 0, 0), Row(0, 1, 0), Row(0, 0, 1)});
  ASSERT_EQ(predictions.size(), 3);
  EXPECT_THAT(predictions[1], ElementsAre(Key("hidden")));
  EXPECT_THAT(predictions[1].at("hidden").shape(), ElementsAre(2));
  EXPECT_THAT(predictions[1].at("hidden").values<float>(), ElementsAre(3.5, 3.5));
  EXPECT_THAT(predictions[2].at("hidden").values<float>(), ElementsAre(5.5, 5.5));
}

TEST(OnnxModel, PadsSequencesToTheLongest) {
  const OnnxModel model{.path = ModelPath("mean_of_tokens.onnx")};
  const auto predictions = model.RunBatch(
      model.Load({}), std::vector{Sequence({1, 2, 3, 4}), Sequence({10}), Sequence({5, 6})});
  ASSERT_EQ(predictions.size(), 3);
  EXPECT_THAT(predictions[0].at("mean").values<float>(), ElementsAre(2.5));
  EXPECT_THAT(predictions[1].at("mean").values<float>(), ElementsAre(10));
  EXPECT_THAT(predictions[2].at("mean").values<float>(), ElementsAre(5.5));
}

TEST(OnnxModel, CutsPaddingOffOutputs) {
  const OnnxModel model{.path = ModelPath("running_sum.onnx")};
  const auto ones = [](std::int64_t length) {
    return TensorMap{{"x", Tensor({length}, std::vector<float>(length, 1))}};
  };
  const auto predictions = model.RunBatch(model.Load({}), std::vector{ones(3), ones(1)});
  EXPECT_THAT(predictions[0].at("sums").values<float>(), ElementsAre(1, 2, 3));
  EXPECT_THAT(predictions[1].at("sums").values<float>(), ElementsAre(1));
}

TEST(OnnxModel, RunsElementsForThemselvesWhereItIsToldTo) {
  const OnnxModel model{.path = ModelPath("project.onnx"), .batched = false};
  const Tensor two_rows({2, 3}, std::vector<float>{1, 0, 0, 0, 0, 0});
  const auto predictions = model.RunBatch(model.Load({}), std::vector{TensorMap{{"x", two_rows}}});
  EXPECT_THAT(predictions[0].at("size").values<std::int64_t>(), ElementsAre(2));
  EXPECT_THAT(predictions[0].at("hidden").values<float>(), ElementsAre(1.5, 1.5, 0.5, -0.5));
}

TEST(OnnxModel, SaysThatAnOutputHasNoAxisForTheBatch) {
  const OnnxModel model{.path = ModelPath("project.onnx")};
  EXPECT_THAT(
      ErrorText([&] {
        model.RunBatch(model.Load({}), std::vector{Row(1, 2, 3), Row(1, 2, 3)});
      }),
      HasSubstr("does not take batches (OnnxModel::batched): of 2 elements this output has another "
                "first axis: size"));
}

TEST(OnnxModel, RefusesNamesThatTheModelDoesNotHave) {
  const OnnxModel model{.path = ModelPath("project.onnx")};
  const OnnxSession session = model.Load({});
  EXPECT_THAT(ErrorText([&] { model.RunBatch(session, std::vector{TensorMap()}); }),
              HasSubstr("an element lacks the model's input: x"));
  TensorMap row = Row(1, 2, 3);
  row.emplace("y", Tensor());
  EXPECT_THAT(ErrorText([&] { model.RunBatch(session, std::vector{row}); }),
              HasSubstr("has no input: y"));
  const OnnxModel no_output{.path = ModelPath("project.onnx"), .outputs = {"nothing"}};
  EXPECT_THAT(ErrorText([&] { no_output.Load({}); }), HasSubstr("has no output: nothing"));
}

TEST(OnnxModel, TellsTheLengthOfTheLargestTensor) {
  EXPECT_EQ(OnnxModel{}.Length(Sequence({1, 2, 3})), 3);
  EXPECT_EQ(OnnxModel{}.Length({}), 0);
}

}  // namespace
}  // namespace klay
