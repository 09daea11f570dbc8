// expect: beam::ParDo: an output's element type has no Coder
#include "beam/beam.h"

struct Closed {
  explicit Closed(int number) : number(number) {}
  int number;
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Close", [](int n) { return Closed(n); });
}
