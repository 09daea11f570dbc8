// expect: beam: elements of this type have no operator<; give the transform a comparator
#include "beam/beam.h"

struct Point {
  int x = 0;
  int y = 0;
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Points", {Point{1, 2}}) | beam::Top::Largest("Largest", 3);
}
