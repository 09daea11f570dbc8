// expect: beam::CoGroupByKey: the PCollections have different types of keys
#include <string>

#include "beam/beam.h"

void Build(beam::Pipeline& p) {
  auto by_name = p | beam::Create("ByName", {beam::KV<std::string, int>{"a", 1}});
  auto by_number = p | beam::Create("ByNumber", {beam::KV<int, int>{1, 1}});
  beam::CoGroupByKey("Join", by_name, by_number);
}
