#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/beam.h"
#include "klay_beam/inference/run_inference_fn.h"
#include "klay_beam/transforms/report_failures.h"

namespace klay {

/// What RunInference makes of its elements.
template <class Out>
struct Inferred {
  beam::PCollection<beam::KV<std::string, Out>> predictions;  ///< By the path of their file.
  beam::PCollection<Failure> failed;                          ///< In the run report, too.
};

/// How RunInference runs.
struct InferenceOptions {
  InferenceDevice device = {};
  BatchingOptions batching = {};
};

/// Runs a model over elements that have the path of their file as key. `handler` says how, see
/// model_handler.h; OnnxModel is one for any ONNX file.
///
///     auto [embeddings, failed] = tokens | klay::RunInference(Embed{.path = "model.onnx"},
///                                                             {.device = {.device = "cuda"}});
///
/// The model is loaded once in a process, shared by its threads, and gone when no step needs it any
/// more. Batches end with their bundle at the latest; their sizes follow from how long others took,
/// so what a model gives must not depend on what else is in the batch. When a batch fails its
/// elements are run one by one, and those that fail are Failures: their input, which whoever loaded
/// it has counted as done, counts as failed in place of that.
///
/// The job fails before any element is processed when the model or the device cannot be had.
template <class Handler>
class RunInference {
 public:
  explicit RunInference(Handler handler, InferenceOptions options = {},
                        std::string label = "RunInference",
                        std::source_location where = std::source_location::current())
      : handler_(std::move(handler)),
        options_(std::move(options)),
        label_(std::move(label)),
        where_(where) {}

  template <class In>
  auto operator()(beam::PCollection<beam::KV<std::string, In>> elements) const {
    static_assert(handler::CanLoad<Handler>,
                  "klay::RunInference: a model handler can be copied and has Load(const "
                  "klay::ModelSettings&) const, which returns the model");
    static_assert(handler::RunsBatches<Handler, In>,
                  "klay::RunInference: the handler's RunBatch(const Model&, std::span<const "
                  "Example>) const, which returns a std::vector, does not take what its Preprocess "
                  "makes of the elements, or without one the elements themselves");
    if constexpr (handler::RunsBatches<Handler, In>) {
      using Fn = internal::RunInferenceFn<Handler, In>;
      Fn fn(label_, handler_, options_.device, internal::BatchPlan(options_.batching, label_));
      auto expand = [&](beam::PCollection<beam::KV<std::string, In>> in) {
        auto [predictions, failed] = in | beam::ParDo("Run", std::move(fn), where_);
        ReportFailures(failed, where_);
        return Inferred<typename Fn::Out>{predictions, failed};
      };
      return elements | beam::Composite(label_, expand, where_);
    }
  }

 private:
  Handler handler_;
  InferenceOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
