// expect: beam: a plain struct has no field that is a reference; use a pointer
#include "beam/beam.h"

struct Refers {
  int& number;
};

void Build(beam::Pipeline& p) {
  static int number = 0;
  p | beam::Create("Numbers", {1}) | beam::Map("Refer", [](int) { return Refers{number}; });
}
