// expect: beam::GroupByKey: the elements are not beam::KV<K, V>
#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::GroupByKey();
}
