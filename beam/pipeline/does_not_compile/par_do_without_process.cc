// expect: beam::ParDo: a DoFn has one function void Process(const In&, Emitter<Out>&...)
#include "beam/beam.h"

struct Fn {
  int Process(const int& number) { return number; }
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::ParDo("Fn", Fn());
}
