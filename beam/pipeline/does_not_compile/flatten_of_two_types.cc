// expect: beam::Flatten: the PCollections have different element types
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  auto numbers = p | beam::Create("Numbers", {1});
  auto words = p | beam::Create("Words", {std::string("a")});
  beam::Flatten("Both", numbers, words);
}
