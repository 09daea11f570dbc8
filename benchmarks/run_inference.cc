// The job that is measured: RunInference over rows of numbers, in batches of 32. Prints the sum of
// what came out.

#include <cstdio>
#include <string>
#include <vector>

#include "beam/beam.h"
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

template <class Handler>
void RunOver(beam::Pipeline& p, const Handler& handler) {
  using In = decltype(RowOf(0, handler));
  using Keyed = beam::KV<std::string, klay::handler::Output<Handler, In>>;
  const auto make_rows = [handler](const std::int64_t& begin) {
    std::vector<beam::KV<std::string, In>> rows;
    for (std::int64_t i = begin; i < begin + kRowsAtOnce; ++i) {
      rows.push_back({std::to_string(i), RowOf(i, handler)});
    }
    return rows;
  };
  std::vector<std::int64_t> begins;
  for (std::int64_t i = 0; i < kRows; i += kRowsAtOnce) begins.push_back(i);
  const klay::InferenceOptions options = {
      .device = {.device = "cpu"},
      .batching = {.min_batch_size = kBatch, .max_batch_size = kBatch}};
  auto [predictions, failed] = p | beam::Create("Begins", begins) |
                               beam::FlatMap("MakeRows", make_rows) |
                               klay::RunInference(handler, options);
  predictions | beam::Map("Milli", [](const Keyed& row) { return MilliSumOf(Values(row.value)); }) |
      beam::Sum::Globally() | beam::Map("Print", [](const std::int64_t& sum) {
        std::printf("%lld\n", static_cast<long long>(sum / 1000));
        return sum;
      });
}

struct Options {
  std::string model;
  std::string handler = "own";

  static constexpr beam::FieldDoc kDocs[] = {
      {"model", "The perceptron of make_perceptron.py."},
      {"handler",
       "own: a handler that was written for the model, of rows that are vectors; onnx: "
       "klay::OnnxModel, of rows that are maps of tensors."},
  };
};

void Build(beam::Pipeline& p, const Options& options) {
  if (options.handler == "own") {
    RunOver(p, Perceptron{.path = options.model});
  } else {
    RunOver(p, klay::OnnxModel{.path = options.model});
  }
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
