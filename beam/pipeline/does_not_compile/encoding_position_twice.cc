// expect: beam: kEncodingPositions is not each of 0 to the number of fields less one, once
#include "beam/beam.h"

struct Twice {
  int a = 0;
  int b = 0;
  static constexpr std::size_t kEncodingPositions[] = {1, 1};
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Twice", [](int) { return Twice(); });
}
