// expect: beam: a DoFn that is splittable or has state cannot be told WithExceptionHandling
#include "beam/beam.h"

struct Count {
  beam::OffsetRange InitialRestriction(const int& n) const { return {0, n}; }
  void Process(const int&, beam::LockedTracker<beam::OffsetRangeTracker>& range,
               beam::Emitter<int>& out) const {
    for (int i = 0; range.TryClaim(i); ++i) out(i);
  }
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {5}) | beam::ParDo("Count", Count()).WithExceptionHandling();
}
