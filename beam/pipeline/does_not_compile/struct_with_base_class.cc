// expect: beam: a plain struct has no base class; make what it inherits a field
#include "beam/beam.h"

struct Base {
  int number = 0;
};
struct Derived : Base {
  int other = 0;
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Derive", [](int) { return Derived(); });
}
