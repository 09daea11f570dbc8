// expect: beam: a plain struct has no C array; use std::array
#include "beam/beam.h"

struct Levels {
  float level[2] = {0, 0};
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Measure", [](int) { return Levels(); });
}
