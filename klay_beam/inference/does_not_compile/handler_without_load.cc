// expect: klay::RunInference: a model handler can be copied and has Load
#include "klay_beam/inference/run_inference.h"

struct Handler {
  std::vector<int> RunBatch(const int& model, std::span<const std::string> batch) const;
};

void Build(beam::PCollection<beam::KV<std::string, std::string>> words) {
  words | klay::RunInference(Handler());
}
