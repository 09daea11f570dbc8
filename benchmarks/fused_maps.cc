// The job that is measured: four Map steps, fused, on many {string of 35, double}.

#include <cstdio>

#include "beam/beam.h"
#include "benchmarks/readings.h"

namespace {

struct Options {
  std::int64_t elements = 10000000;

  static constexpr beam::FieldDoc kDocs[] = {{"elements", "How many elements."}};
};

struct MakeReadings {
  std::int64_t elements;
  void Process(const beam::Bytes&, beam::Emitter<Reading>& out) const {
    for (std::int64_t i = 0; i < elements; ++i) out(MakeReading(i));
  }
};

/// The values and the lengths of the names, all added up.
struct Sum {
  double sum = 0;
  void StartBundle() { sum = 0; }
  void Process(const Reading& reading) {
    sum += reading.value + static_cast<double>(reading.sensor.size());
  }
  void FinishBundle() const { std::printf("sum %.0f\n", sum); }
};

void Build(beam::Pipeline& p, const Options& options) {
  p | beam::Impulse() | beam::ParDo("Readings", MakeReadings{options.elements}) |
      beam::Map("Calibrate", Calibrate) | beam::Map("Shift", Shift) | beam::Map("Clamp", Clamp) |
      beam::Map("Round", Round) | beam::ParDo("Sum", Sum());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
