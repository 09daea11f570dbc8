// expect: beam::Map: the function returns nothing; use beam::ParDo for an end
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Drop", [](int) {});
}
