// expect: beam::Filter: the function does not take the PCollection's element type, or does not
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Filter("Text", [](int) { return std::string(); });
}
