// expect: klay::RunInference: the handler's RunBatch(const Model&, std::span<const Example>) const
#include "klay_beam/inference/run_inference.h"

struct Handler {
  int Load(const klay::ModelSettings& settings) const;
  std::vector<int> RunBatch(const int& model, std::span<const float> batch) const;
};

void Build(beam::PCollection<beam::KV<std::string, std::string>> words) {
  words | klay::RunInference(Handler());
}
