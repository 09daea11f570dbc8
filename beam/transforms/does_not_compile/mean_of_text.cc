// expect: beam::CombineGlobally: this is no CombineFn for the PCollection's elements
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Words", {std::string("a")}) | beam::Mean::Globally();
}
