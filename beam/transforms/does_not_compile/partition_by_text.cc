// expect: beam::Partition: the function does not take the PCollection's element type
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) |
      beam::Partition("Parts", 2, [](int n) { return std::to_string(n); });
}
