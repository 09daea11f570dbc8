// expect: beam::ParDo: a splittable DoFn has InitialRestriction(const In&) const
#include "beam/beam.h"

struct Count {
  void Process(const int&, beam::LockedTracker<beam::OffsetRangeTracker>&, beam::Emitter<int>&) {}
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::ParDo("Count", Count());
}
