// expect: beam::Map: the function does not take the PCollection's element type
#include <string>
#include <vector>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Words", {std::string("a")}) |
      beam::Map("Length", [](const std::vector<int>& numbers) { return numbers.size(); });
}
