#include "klay_beam/inference/run_inference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/testing/collect.h"
#include "beam/testing/error_text.h"
#include "beam/testing/test_pipeline.h"
#include "klay_beam/inference/onnx_model.h"

namespace klay {
namespace {

using Words = beam::KV<std::string, std::string>;
using beam::testing::ErrorText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

/// How often the model of CountLetters was loaded, and how many of it there are.
struct Loads {
  std::atomic<int> loaded = 0;
  std::atomic<int> alive = 0;
};

class Letters {
 public:
  explicit Letters(std::shared_ptr<Loads> loads) : loads_(std::move(loads)) {
    ++loads_->loaded;
    ++loads_->alive;
  }
  ~Letters() { --loads_->alive; }
  Letters(const Letters&) = delete;
  Letters& operator=(const Letters&) = delete;

 private:
  std::shared_ptr<Loads> loads_;
};

/// A model that counts letters: fails whole batches where a word is "bad", and has nothing to say
/// of "odd". Each prediction tells the longest word of its batch, too.
struct CountLetters {
  std::shared_ptr<Loads> loads = std::make_shared<Loads>();

  std::shared_ptr<const Letters> Load(const ModelSettings& /*settings*/) const {
    return std::make_shared<const Letters>(loads);
  }

  std::string Preprocess(const std::string& word) const {
    if (word.empty()) throw beam::Error(beam::ErrorCode::kInvalidArgument, "an empty word");
    return word;
  }

  std::vector<std::pair<int, int>> RunBatch(const Letters& /*model*/,
                                            std::span<const std::string> batch) const {
    std::size_t longest = 0;
    for (const std::string& word : batch) longest = std::max(longest, word.size());
    std::vector<std::pair<int, int>> counts;
    for (const std::string& word : batch) {
      if (word == "bad") throw beam::Error(beam::ErrorCode::kInvalidArgument, "a bad word");
      counts.emplace_back(word.size(), longest);
    }
    return counts;
  }

  std::string Postprocess(const std::string& word, std::pair<int, int> count) const {
    if (word == "odd") throw beam::Error(beam::ErrorCode::kDataLoss, "an odd word");
    return word + "=" + std::to_string(count.first) + "/" + std::to_string(count.second);
  }

  std::size_t Length(const std::string& word) const { return word.size(); }
};

/// What a run gave, by the elements' paths.
struct Outcome {
  std::map<std::string, std::string> predictions;
  std::map<std::string, std::string> failures;
  beam::MetricsSnapshot metrics;
};

/// Counts each element as found and done, as what matches and loads files does.
template <class T>
struct CountDone {
  beam::Counter matched{kMatchedMetric};
  beam::Counter done{kDoneMetric};
  void Process(const T& element, beam::Emitter<T>& out) const {
    matched.Increment();
    done.Increment();
    out(element);
  }
};

template <class Handler>
Outcome RunOver(const std::vector<Words>& words, const Handler& handler,
                const InferenceOptions& options = {}, int workers = 1) {
  beam::testing::TestPipeline p;
  auto [predictions, failed] = p | beam::Create("Words", words) |
                               beam::ParDo("CountDone", CountDone<Words>()) |
                               RunInference(handler, options, "Infer");
  const auto collected = beam::testing::Collect("Predictions", predictions);
  const auto failures = beam::testing::Collect("Failures", failed);
  Outcome outcome{.predictions = {}, .failures = {}, .metrics = {}};
  outcome.metrics = p.Run({.direct_num_workers = workers}).metrics;
  for (const auto& [path, text] : collected->values()) outcome.predictions[path] = text;
  for (const Failure& failure : failures->values()) {
    outcome.failures[failure.path] = failure.step + ": " + failure.code + ": " + failure.message;
  }
  return outcome;
}

TEST(RunInference, GivesAPredictionForEachElement) {
  const Outcome outcome = RunOver({{"a", "one"}, {"b", "eleven"}}, CountLetters());
  EXPECT_THAT(outcome.predictions, ElementsAre(Pair("a", "one=3/3"), Pair("b", "eleven=6/6")));
  EXPECT_THAT(outcome.failures, IsEmpty());
  EXPECT_EQ(outcome.metrics.Counter("num_inferences"), 2);
  EXPECT_EQ(outcome.metrics.Counter("done"), 2);
}

TEST(RunInference, ABadElementDoesNotTakeItsBatchWithIt) {
  const InferenceOptions batches_of_four = {.batching = {.min_batch_size = 4, .max_batch_size = 4}};
  const Outcome outcome = RunOver({{"a", "one"}, {"b", "bad"}, {"c", "two"}, {"d", "six"}},
                                  CountLetters(), batches_of_four);
  EXPECT_THAT(outcome.predictions,
              ElementsAre(Pair("a", "one=3/3"), Pair("c", "two=3/3"), Pair("d", "six=3/3")));
  EXPECT_THAT(outcome.failures, ElementsAre(Pair("b", "Infer: invalid_argument: a bad word")));
  EXPECT_EQ(outcome.metrics.Counter("done"), 3);
  EXPECT_EQ(outcome.metrics.Counter("failed"), 1);
  EXPECT_GE(outcome.metrics.Counter("failed_batches_counter"), 1);
}

TEST(RunInference, WhatFailsBeforeAndBehindTheModelFailsItsElementOnly) {
  const Outcome outcome = RunOver({{"a", ""}, {"b", "odd"}, {"c", "two"}}, CountLetters());
  EXPECT_THAT(outcome.predictions, ElementsAre(Pair("c", "two=3/3")));
  EXPECT_THAT(outcome.failures, ElementsAre(Pair("a", "Infer: invalid_argument: an empty word"),
                                            Pair("b", "Infer: data_loss: an odd word")));
  EXPECT_EQ(outcome.metrics.Counter("done"), 1);
  EXPECT_EQ(outcome.metrics.Counter("failed"), 2);
}

TEST(RunInference, BatchesHoldElementsOfAboutOneLength) {
  std::vector<Words> words;
  for (int i = 0; i < 100; ++i) {
    words.push_back({std::to_string(i), std::string(i % 2 == 0 ? 100 : 10, 'x')});
  }
  const InferenceOptions options = {
      .batching = {.min_batch_size = 8, .max_batch_size = 8, .max_padding = 0}};
  const Outcome outcome = RunOver(words, CountLetters(), options);
  std::set<std::string> counts;
  for (const auto& [path, text] : outcome.predictions) counts.insert(text.substr(text.find('=')));
  EXPECT_THAT(counts, ElementsAre("=10/10", "=100/100"));
  EXPECT_EQ(outcome.metrics.Distribution("inference_request_batch_size").max, 8);
}

TEST(RunInference, LoadsTheModelOnceForAllThreadsAndDropsIt) {
  std::vector<Words> words;
  for (int i = 0; i < 2000; ++i) words.push_back({std::to_string(i), "word"});
  const CountLetters handler;
  const Outcome outcome = RunOver(words, handler, {}, 4);
  EXPECT_EQ(outcome.predictions.size(), 2000);
  EXPECT_EQ(handler.loads->loaded, 1);
  EXPECT_EQ(handler.loads->alive, 0);
  EXPECT_EQ(outcome.metrics.Distribution("load_model_latency_milli_secs").count, 1);
  EXPECT_EQ(outcome.metrics.Distribution("inference_batch_latency_micro_secs").count,
            outcome.metrics.Distribution("inference_request_batch_byte_size").count);
}

/// A handler with what it must have and nothing more; loses the prediction of "lost".
struct LosesWords {
  int Load(const ModelSettings& settings) const { return settings.threads; }
  std::vector<std::string> RunBatch(const int& threads, std::span<const std::string> batch) const {
    const auto lost = std::ranges::count(batch, "lost");
    return std::vector<std::string>(batch.size() - lost, std::to_string(threads));
  }
};

TEST(RunInference, AHandlerThatLosesPredictionsFailsItsElements) {
  const Outcome outcome = RunOver({{"a", "lost"}, {"b", "kept"}}, LosesWords());
  EXPECT_THAT(outcome.predictions, ElementsAre(Pair("b", "1")));
  EXPECT_THAT(outcome.failures,
              ElementsAre(Pair("a",
                               "Infer: internal: a model handler gives a prediction for each "
                               "example: expected 1, found 0")));
}

TEST(RunInference, FillsBatchesOfAHandlerThatTellsNoLengths) {
  std::vector<Words> words;
  for (int i = 0; i < 1000; ++i) words.push_back({std::to_string(i), "word"});
  const InferenceOptions options = {.batching = {.min_batch_size = 8, .max_batch_size = 8}};
  const Outcome outcome = RunOver(words, LosesWords(), options);
  EXPECT_EQ(outcome.predictions.size(), 1000);
  EXPECT_EQ(outcome.metrics.Distribution("inference_request_batch_size").max, 8);
  EXPECT_GE(outcome.metrics.Distribution("inference_request_batch_size").sum /
                outcome.metrics.Distribution("inference_request_batch_size").count,
            4);
}

struct CannotLoad {
  int Load(const ModelSettings& /*settings*/) const {
    throw beam::Error(beam::ErrorCode::kNotFound, "there is no model: /nowhere");
  }
  std::vector<std::string> RunBatch(const int& /*model*/, std::span<const std::string>) const {
    return {};
  }
};

TEST(RunInference, TheJobFailsWhenTheModelCannotBeLoaded) {
  EXPECT_THAT(ErrorText([] {
                RunOver({{"a", "one"}}, CannotLoad());
              }),
              HasSubstr("there is no model: /nowhere"));
}

TEST(RunInference, TheJobFailsWhenTheDeviceCannotBeHad) {
  EXPECT_THAT(ErrorText([] {
                RunOver({{"a", "one"}}, CountLetters(), {.device = {.device = "tpu"}});
              }),
              HasSubstr("a device is auto, cpu, cuda or cuda:N: found \"tpu\""));
  EXPECT_THAT(ErrorText([] {
                RunOver({{"a", "one"}}, CountLetters(), {.device = {.threads = 0}});
              }),
              HasSubstr("at least one thread"));
}

TEST(RunInference, AGpuThatIsNotThereIsNotTriedAgain) {
  const std::string text = ErrorText([] {
    RunOver({{"a", "one"}}, CountLetters(), {.device = {.device = "cuda:99"}});
  });
  EXPECT_THAT(text, HasSubstr("device cuda:99 cannot be used"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("attempts")));
}

TEST(RunInference, RunsAnOnnxModel) {
  using Element = beam::KV<std::string, TensorMap>;
  std::vector<Element> elements;
  for (int i = 0; i < 50; ++i) {
    const auto x = static_cast<float>(i);
    elements.push_back({std::to_string(i), {{"x", Tensor({3}, std::vector<float>{x, 0, 0})}}});
  }
  elements.push_back({"bad", {{"x", Tensor({2}, std::vector<float>{1, 2})}}});
  beam::testing::TestPipeline p;
  auto [predictions, failed] =
      p | beam::Create("Elements", elements) | beam::ParDo("CountDone", CountDone<Element>()) |
      RunInference(OnnxModel{.path = TEST_MODELS "/project.onnx", .outputs = {"hidden"}});
  const auto collected = beam::testing::Collect("Predictions", predictions);
  const auto failures = beam::testing::Collect("Failures", failed);
  p.Run({.direct_num_workers = 2, .direct_encode_every_edge = true});
  ASSERT_EQ(collected->values().size(), 50);
  for (const auto& [path, outputs] : collected->values()) {
    EXPECT_EQ(outputs.at("hidden").values<float>()[0], std::stof(path) + 0.5F);
  }
  ASSERT_EQ(failures->values().size(), 1);
  EXPECT_EQ(failures->values()[0].path, "bad");
}

}  // namespace
}  // namespace klay
