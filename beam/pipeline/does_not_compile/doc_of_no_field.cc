// expect: beam: kDocs names a field that the struct does not have
#include "beam/beam.h"

struct Options {
  int rate = 1;
  static constexpr beam::FieldDoc kDocs[] = {{"raet", "Samples a second."}};
};

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, [](beam::Pipeline&, const Options&) {});
}
