#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "beam/base/shared.h"
#include "beam/beam.h"
#include "klay_beam/inference/batch_plan.h"
#include "klay_beam/inference/loaded_model.h"
#include "klay_beam/inference/model_handler.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay::internal {

/// The names are those of Beam's other SDKs.
struct InferenceMetrics {
  beam::Counter inferences{"num_inferences"};
  beam::Counter failed_batches{"failed_batches_counter"};
  beam::Distribution batch_size{"inference_request_batch_size"};
  beam::Distribution batch_bytes{"inference_request_batch_byte_size"};
  beam::Distribution batch_microseconds{"inference_batch_latency_micro_secs"};
  beam::Distribution load_milliseconds{"load_model_latency_milli_secs"};
  beam::Distribution model_bytes{"model_byte_size"};
};

/// Gathers elements, sorts them by length and runs them in batches.
template <class Handler, class In>
class RunInferenceFn {
 public:
  using Key = std::string;
  using Example = handler::Example<Handler, In>;
  using Prediction = handler::Prediction<Handler, In>;
  using Out = handler::Output<Handler, In>;
  using Predicted = beam::Emitter<beam::KV<Key, Out>>;
  using Failed = beam::Emitter<Failure>;

  RunInferenceFn(std::string label, Handler handler, InferenceDevice device, BatchPlan plan)
      : label_(std::move(label)),
        handler_(std::move(handler)),
        device_(std::move(device)),
        plan_(std::move(plan)) {}

  void Setup() {
    loaded_ = shared_.Acquire([this] {
      auto loaded = LoadModel(handler_, label_, device_);
      unreported_ = loaded.cost;
      return loaded;
    });
  }

  void StartBundle() {
    waiting_.clear();
    waiting_bytes_ = 0;
    if (unreported_.has_value()) {
      metrics_.load_milliseconds.Update(unreported_->milliseconds);
      metrics_.model_bytes.Update(unreported_->bytes);
      unreported_.reset();
    }
  }

  void Process(const beam::Element<beam::KV<Key, In>>& element, Predicted& predicted,
               Failed& failed) {
    Waiting waiting{
        .key = element.value.key, .timestamp = element.timestamp, .windows = element.windows};
    auto failure = TryFile(waiting.key, label_, [&] {
      waiting.example = ExampleOf(element.value.value);
      waiting.length = LengthOf(waiting.example);
      waiting.bytes = beam::ApproximateBytes(waiting.example);
    });
    if (failure.has_value()) {
      Fail(waiting, *std::move(failure), failed);
      return;
    }
    if constexpr (kKeepsElements) waiting.element = element.value.value;
    waiting_bytes_ += waiting.bytes;
    waiting_.push_back(std::move(waiting));
    const std::size_t window = plan_.Window(kHasLength, waiting_.back().length);
    if (waiting_.size() >= window || waiting_bytes_ >= kMaxWaitingBytes) {
      RunWaiting(predicted, failed);
    }
  }

  void FinishBundle(Predicted& predicted, Failed& failed) { RunWaiting(predicted, failed); }

  void Teardown() { loaded_.reset(); }

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr std::size_t kMaxWaitingBytes = std::size_t{256} << 20;
  static constexpr bool kHasLength = handler::HasLength<Handler, In>;
  static constexpr bool kKeepsElements = handler::HasPostprocess<Handler, In>;

  struct Waiting {
    Key key;
    beam::Timestamp timestamp;
    beam::Windows windows;
    Example example = {};
    std::size_t length = 0;
    std::size_t bytes = 0;
    std::conditional_t<kKeepsElements, In, std::monostate> element = {};  ///< For Postprocess.
  };

  Example ExampleOf(const In& element) const {
    if constexpr (handler::HasPreprocess<Handler, In>) {
      return handler_.Preprocess(element);
    } else {
      return element;
    }
  }

  std::size_t LengthOf(const Example& example) const {
    if constexpr (kHasLength) {
      return handler_.Length(example);
    } else {
      return 1;
    }
  }

  void RunWaiting(Predicted& predicted, Failed& failed) {
    // Longest first: if there is not memory enough, that shows at once.
    std::ranges::stable_sort(waiting_, std::ranges::greater(), &Waiting::length);
    std::vector<std::size_t> lengths;
    for (const Waiting& waiting : waiting_) lengths.push_back(waiting.length);
    for (std::size_t begin = 0; begin < waiting_.size();) {
      const std::size_t size = plan_.NextBatch(std::span(lengths).subspan(begin));
      RunBatch(std::span(waiting_).subspan(begin, size), predicted, failed);
      begin += size;
    }
    waiting_.clear();
    waiting_bytes_ = 0;
  }

  void RunBatch(std::span<Waiting> batch, Predicted& predicted, Failed& failed) {
    std::vector<Example> examples;
    std::size_t bytes = 0;
    for (Waiting& waiting : batch) {
      examples.push_back(std::move(waiting.example));
      bytes += waiting.bytes;
    }
    std::vector<Prediction> predictions;
    const Clock::time_point start = Clock::now();
    const auto run = [&] { predictions = PredictionsOf(examples); };
    auto failure = TryFile(batch.front().key, label_, run);
    if (failure.has_value()) {
      metrics_.failed_batches.Increment();
      RunOneByOne(batch, examples, *std::move(failure), predicted, failed);
      return;
    }
    const std::chrono::duration<double> took = Clock::now() - start;
    plan_.Record(batch.size(), batch.front().length, took.count());
    metrics_.inferences.Increment(static_cast<std::int64_t>(batch.size()));
    metrics_.batch_size.Update(static_cast<std::int64_t>(batch.size()));
    metrics_.batch_bytes.Update(static_cast<std::int64_t>(bytes));
    metrics_.batch_microseconds.Update(static_cast<std::int64_t>(took.count() * 1e6));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Emit(batch[i], std::move(predictions[i]), predicted, failed);
    }
  }

  /// A bad element does not take its batch with it.
  void RunOneByOne(std::span<Waiting> batch, std::vector<Example>& examples, Failure failure,
                   Predicted& predicted, Failed& failed) {
    if (batch.size() == 1) {
      Fail(batch.front(), std::move(failure), failed);
      return;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i].example = std::move(examples[i]);
      RunBatch(batch.subspan(i, 1), predicted, failed);
    }
  }

  std::vector<Prediction> PredictionsOf(const std::vector<Example>& examples) const {
    std::vector<Prediction> predictions = handler_.RunBatch(*loaded_->model, examples);
    if (predictions.size() != examples.size()) {
      throw beam::Error(beam::ErrorCode::kInternal,
                        "a model handler gives a prediction for each example: expected " +
                            std::to_string(examples.size()) + ", found " +
                            std::to_string(predictions.size()));
    }
    return predictions;
  }

  void Emit(const Waiting& waiting, Prediction prediction, Predicted& predicted, Failed& failed) {
    std::optional<Out> out;
    auto failure = TryFile(waiting.key, label_, [&] {
      if constexpr (kKeepsElements) {
        out = handler_.Postprocess(waiting.element, std::move(prediction));
      } else {
        out = std::move(prediction);
      }
    });
    if (failure.has_value()) {
      Fail(waiting, *std::move(failure), failed);
    } else {
      predicted.Emit({{waiting.key, *std::move(out)}, waiting.timestamp, waiting.windows});
    }
  }

  void Fail(const Waiting& waiting, Failure failure, Failed& failed) const {
    done_.Increment(-1);
    failed_.Increment();
    failed.Emit({std::move(failure), waiting.timestamp, waiting.windows});
  }

  std::string label_;
  Handler handler_;
  InferenceDevice device_;
  BatchPlan plan_;
  beam::Shared<LoadedModel<handler::Model<Handler>>> shared_;
  std::shared_ptr<const LoadedModel<handler::Model<Handler>>> loaded_;
  std::optional<LoadCost> unreported_;  ///< Of the model that this copy has loaded.
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  InferenceMetrics metrics_;
  beam::Counter done_{kDoneMetric};
  beam::Counter failed_{kFailedMetric};
};

}  // namespace klay::internal
