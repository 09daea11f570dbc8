// expect: beam: the accumulator of this CombineFn has no Coder
#include <memory>

#include "beam/beam.h"

struct Keep {
  std::shared_ptr<int> CreateAccumulator() const { return nullptr; }
  void AddInput(std::shared_ptr<int>&, int) const {}
  void MergeAccumulators(std::shared_ptr<int>&, const std::shared_ptr<int>&) const {}
  int ExtractOutput(const std::shared_ptr<int>&) const { return 0; }
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::CombineGlobally("Keep", Keep());
}
