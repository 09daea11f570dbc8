// expect: beam: the fields of this struct cannot be counted: one of them is a reference
#include "beam/beam.h"

struct Refers {
  int& number;
};

void Build(beam::Pipeline& p) {
  static int number = 0;
  p | beam::Create("Numbers", {1}) | beam::Map("Refer", [](int) { return Refers{number}; });
}
