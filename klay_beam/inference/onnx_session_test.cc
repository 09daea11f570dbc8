#include "klay_beam/inference/onnx_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "beam/testing/error_text.h"

namespace klay {
namespace {

using beam::testing::ErrorText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string ModelPath(const std::string& name) {
  return std::string(TEST_MODELS "/") + name;
}

TEST(OnnxSession, TellsWhatAModelTakesAndGives) {
  const OnnxSession model(ModelPath("project.onnx"));
  ASSERT_EQ(model.inputs().size(), 1);
  EXPECT_EQ(model.inputs()[0].name, "x");
  EXPECT_EQ(model.inputs()[0].type, "float32");
  EXPECT_THAT(model.inputs()[0].shape, ElementsAre("batch", "3"));
  ASSERT_EQ(model.outputs().size(), 2);
  EXPECT_EQ(model.outputs()[1].name, "size");
  EXPECT_EQ(model.outputs()[1].type, "int64");
  EXPECT_THAT(
      model.metadata(),
      UnorderedElementsAre(Pair("producer_name", "klay_beam tests"), Pair("graph_name", "project"),
                           Pair("author", "klay_beam"), Pair("task", "a product, \"quoted\"")));
}

TEST(OnnxSession, RunsAndGivesTheOutputsThatAreAskedForInTheirOrder) {
  const OnnxSession model(ModelPath("project.onnx"));
  const Tensor x({2, 3}, std::vector<float>{1, 0, 0, 1, 1, 1});
  const std::vector<Tensor> outputs = model.Run({{"x", x}}, {"size", "hidden"});
  ASSERT_EQ(outputs.size(), 2);
  EXPECT_THAT(outputs[0].values<std::int64_t>(), ElementsAre(2));
  EXPECT_THAT(outputs[1].shape(), ElementsAre(2, 2));
  EXPECT_THAT(outputs[1].values<float>(), ElementsAre(1.5, 1.5, 9.5, 11.5));
}

TEST(OnnxSession, OutputsLiveOnWithoutTheSession) {
  Tensor hidden;
  {
    const OnnxSession model(ModelPath("project.onnx"));
    const Tensor x({1, 3}, std::vector<float>{0, 0, 1});
    hidden = model.Run({{"x", x}}, {"hidden"})[0];
  }
  EXPECT_THAT(hidden.values<float>(), ElementsAre(5.5, 5.5));
}

TEST(OnnxSession, TakesNoRows) {
  const OnnxSession model(ModelPath("project.onnx"));
  const std::vector<Tensor> outputs =
      model.Run({{"x", Tensor({0, 3}, std::vector<float>())}}, {"hidden", "size"});
  EXPECT_THAT(outputs[0].shape(), ElementsAre(0, 2));
  EXPECT_THAT(outputs[1].values<std::int64_t>(), ElementsAre(0));
}

template <class T>
void ExpectHas(const Tensor& tensor, T value) {
  ASSERT_NO_THROW(tensor.values<T>()) << Name(tensor.type());
  EXPECT_THAT(tensor.values<T>(), ElementsAre(value)) << Name(tensor.type());
}

template <class T>
Tensor One(T value) {
  return Tensor({1}, std::vector<T>{value});
}

TEST(OnnxSession, TakesAndGivesItemsOfEachType) {
  const OnnxSession model(ModelPath("every_type.onnx"));
  const auto yes = std::make_shared<bool>(true);
  const std::vector<Tensor> out =
      model.Run({{"double", One(1e300)},
                 {"int8", One(std::int8_t{-128})},
                 {"int16", One(std::int16_t{-3})},
                 {"int32", One(std::int32_t{-4})},
                 {"int64", One(std::int64_t{1} << 40)},
                 {"uint8", One(std::uint8_t{255})},
                 {"uint16", One(std::uint16_t{9})},
                 {"uint32", One(std::uint32_t{10})},
                 {"uint64", One(std::uint64_t{11})},
                 {"bool", Tensor::FromShared(TensorType::kBool, {1}, yes)}},
                {"double_out", "int8_out", "int16_out", "int32_out", "int64_out", "uint8_out",
                 "uint16_out", "uint32_out", "uint64_out", "bool_out"});
  ExpectHas(out.at(0), 1e300);
  ExpectHas(out.at(1), std::int8_t{-128});
  ExpectHas(out.at(2), std::int16_t{-3});
  ExpectHas(out.at(3), std::int32_t{-4});
  ExpectHas(out.at(4), std::int64_t{1} << 40);
  ExpectHas(out.at(5), std::uint8_t{255});
  ExpectHas(out.at(6), std::uint16_t{9});
  ExpectHas(out.at(7), std::uint32_t{10});
  ExpectHas(out.at(8), std::uint64_t{11});
  ExpectHas(out.at(9), true);
}

TEST(OnnxSession, ShowsStringsButDoesNotReadThem) {
  const OnnxSession model(ModelPath("reads_strings.onnx"));
  EXPECT_EQ(model.inputs()[0].type, "string");
  EXPECT_THAT(ErrorText([&] {
                model.Run({{"words", Tensor()}}, {"same"});
              }),
              HasSubstr("invalid_argument: the model "));
}

TEST(OnnxSession, SaysWhichModelDoesNotTakeWhat) {
  const OnnxSession model(ModelPath("project.onnx"));
  const Tensor two_columns({1, 2}, std::vector<float>{1, 2});
  const Tensor x({1, 3}, std::vector<float>{1, 2, 3});
  const Tensor integers({1, 3}, std::vector<std::int64_t>{1, 2, 3});
  EXPECT_THAT(ErrorText([&] {
                model.Run({{"x", two_columns}}, {"hidden"});
              }),
              HasSubstr("invalid_argument: the model " + ModelPath("project.onnx")));
  EXPECT_THAT(ErrorText([&] {
                model.Run({{"x", integers}}, {"hidden"});
              }),
              HasSubstr("invalid_argument"));
  EXPECT_THAT(ErrorText([&] { model.Run({{"y", x}}, {"hidden"}); }), HasSubstr("invalid_argument"));
  EXPECT_THAT(ErrorText([&] {
                model.Run({{"x", x}}, {"nothing"});
              }),
              HasSubstr("invalid_argument"));
  EXPECT_EQ(ErrorText([&] { model.Run({}, {"hidden"}); }),
            "invalid_argument: the model " + model.path() + " lacks its input: x");
}

TEST(OnnxSession, RefusesFilesThatAreNoModels) {
  EXPECT_EQ(ErrorText([] { OnnxSession("/nowhere/model.onnx"); }),
            "not_found: there is no model: /nowhere/model.onnx");
  const std::string path = ::testing::TempDir() + "/no_model.onnx";
  std::ofstream(path) << "this is a text";
  EXPECT_THAT(ErrorText([&] { OnnxSession{path}; }), HasSubstr("data_loss: cannot load the model"));
}

TEST(OnnxSession, IsRunByManyThreadsAtOnce) {
  const OnnxSession model(ModelPath("project.onnx"));
  std::vector<std::vector<float>> sums(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const Tensor x({1, 3}, std::vector<float>{static_cast<float>(t), 0, 0});
        sums[t].push_back(model.Run({{"x", x}}, {"hidden"})[0].values<float>()[0]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 0; t < 4; ++t) {
    EXPECT_THAT(sums[t], ::testing::AllOf(::testing::SizeIs(50), ::testing::Each(t + 0.5F))) << t;
  }
}

}  // namespace
}  // namespace klay
