// expect: beam::ToString: only strings, numbers, bools and enums have a text
#include "beam/beam.h"

struct Point {
  int x = 0;
  int y = 0;
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Points", {Point{1, 2}}) | beam::ToString::Elements();
}
