// expect nothing: the same headers and flags as the others, with everything right.
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Words", {std::string("a")}) |
      beam::Map("Length", [](const std::string& word) { return word.size(); });
}
