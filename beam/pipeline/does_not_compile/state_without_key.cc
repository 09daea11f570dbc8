// expect: beam::ParDo: a DoFn with state or timers processes beam::KV<K, V>
#include "beam/beam.h"

struct Count {
  beam::ValueState<int> count;
  void Process(const int&, beam::Emitter<int>&) {}
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::ParDo("Count", Count());
}
