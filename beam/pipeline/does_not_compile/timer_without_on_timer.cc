// expect: beam::ParDo: a DoFn with timers has OnTimer(const TimerFiring<K>&, Emitter<Out>&...)
#include "beam/beam.h"

struct Count {
  beam::EventTimer timer;
  void Process(const beam::KV<int, int>&, beam::Emitter<int>&) {}
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", std::vector<beam::KV<int, int>>{{1, 2}}) |
      beam::ParDo("Count", Count());
}
