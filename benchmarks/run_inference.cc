// RunInference over rows of numbers, in batches of 32 on one thread. Prints how long the pipeline
// took, loading the model and making the rows included, and the sum of what came out.
//
//   run_inference own MODEL    a handler that was written for the model: rows are vectors
//   run_inference onnx MODEL   klay::OnnxModel: rows are maps of tensors

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "benchmarks/model_rows.h"
#include "klay_beam/inference/onnx_model.h"
#include "klay_beam/inference/run_inference.h"

namespace {

using Row = std::vector<float>;

/// What somebody writes who knows the model.
struct Perceptron {
  std::string path;

  klay::OnnxSession Load(const klay::ModelSettings& settings) const {
    return klay::OnnxSession(path, {.device = settings.device, .threads = settings.threads});
  }

  std::vector<Row> RunBatch(const klay::OnnxSession& session, std::span<const Row> batch) const {
    std::vector<float> x;
    x.reserve(batch.size() * kColumns);
    for (const Row& row : batch) x.insert(x.end(), row.begin(), row.end());
    const auto size = static_cast<std::int64_t>(batch.size());
    const klay::Tensor input({size, kColumns}, std::move(x));
    const klay::Tensor output = session.Run({{"x", input}}, {"y"})[0];
    const std::span<const float> y = output.values<float>();
    const std::size_t columns = y.size() / batch.size();
    std::vector<Row> rows;
    rows.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      rows.emplace_back(y.begin() + i * columns, y.begin() + (i + 1) * columns);
    }
    return rows;
  }
};

Row RowOf(std::int64_t i, const Perceptron& /*handler*/) {
  return MakeRow(i);
}
klay::TensorMap RowOf(std::int64_t i, const klay::OnnxModel& /*handler*/) {
  return {{"x", klay::Tensor({kColumns}, MakeRow(i))}};
}

std::span<const float> Values(const Row& row) {
  return row;
}
std::span<const float> Values(const klay::TensorMap& row) {
  return row.at("y").values<float>();
}

template <class T>
struct Sum {
  beam::Distribution sum{"sum"};
  void Process(const beam::KV<std::string, T>& row) const {
    double total = 0;
    for (const float value : Values(row.value)) total += value;
    sum.Update(static_cast<std::int64_t>(total * 1000));
  }
};

template <class Handler>
long long SumOf(const Handler& handler) {
  using In = decltype(RowOf(0, handler));
  const auto make_rows = [handler](const std::int64_t& begin) {
    std::vector<beam::KV<std::string, In>> rows;
    for (std::int64_t i = begin; i < begin + kRows / 64; ++i) {
      rows.push_back({std::to_string(i), RowOf(i, handler)});
    }
    return rows;
  };
  beam::Pipeline p;
  std::vector<std::int64_t> begins;
  for (std::int64_t i = 0; i < kRows; i += kRows / 64) begins.push_back(i);
  const klay::InferenceOptions options = {
      .device = {.device = "cpu"},
      .batching = {.min_batch_size = kBatch, .max_batch_size = kBatch}};
  auto [predictions, failed] = p | beam::Create("Begins", begins) |
                               beam::FlatMap("MakeRows", make_rows) |
                               klay::RunInference(handler, options);
  predictions | beam::ParDo("Sum", Sum<klay::handler::Output<Handler, In>>());
  const auto result = beam::direct::RunPipeline(p, {.direct_num_workers = 1});
  return result.metrics.Distribution("sum").sum / 1000;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view handler = argc == 3 ? argv[1] : "";
  if (handler != "own" && handler != "onnx") {
    std::fprintf(stderr, "usage: run_inference own|onnx MODEL\n");
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const long long sum = handler == "own" ? SumOf(Perceptron{.path = argv[2]})
                                         : SumOf(klay::OnnxModel{.path = argv[2]});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("seconds %.4f\n%lld\n", seconds.count(), sum);
  return 0;
}
