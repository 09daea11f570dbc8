// expect: beam: an option is a string, a number, a bool, an enum or a std::optional of one
#include <map>
#include <string>

#include "beam/beam.h"

struct Options {
  std::map<int, int> table = {};
};

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, [](beam::Pipeline&, const Options&) {});
}
