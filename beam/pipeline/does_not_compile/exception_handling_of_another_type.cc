// expect: beam::Map: the function does not take the PCollection's element type
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  auto [good, failed] =
      p | beam::Create("Numbers", {1}) | beam::Map("Length", [](const std::string& word) {
                                           return word.size();
                                         }).WithExceptionHandling();
}
