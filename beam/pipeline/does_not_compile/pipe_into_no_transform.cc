// expect: beam: this transform does not take a PCollection of this element type
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Impulse();
}
