// expect: beam::CoGroupByKey: the elements are not beam::KV<K, V>
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  auto numbers = p | beam::Create("Numbers", {1});
  beam::CoGroupByKey("Join", numbers, numbers);
}
