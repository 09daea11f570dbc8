// expect: beam::CombineGlobally: this is no CombineFn for the PCollection's elements
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) |
      beam::CombineGlobally("Sum", [](int a, int b) { return a + b; });
}
