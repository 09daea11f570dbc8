// expect: beam::ParDo: this DoFn's Process does not take the PCollection's element type
#include <string>

#include "beam/beam.h"

struct Fn {
  void Process(const std::string& word, beam::Emitter<int>& out) {
    out(static_cast<int>(word.size()));
  }
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::ParDo("Fn", Fn());
}
