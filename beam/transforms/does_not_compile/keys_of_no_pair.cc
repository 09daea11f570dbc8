// expect: beam::Map: the function does not take the PCollection's element type
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Keys();
}
