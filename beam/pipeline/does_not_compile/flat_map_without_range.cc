// expect: beam::FlatMap: the function returns no range (a std::vector, say)
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::FlatMap("Same", [](int n) { return n; });
}
