// The rival: the same four steps, as a loop by hand.
//
//   rival_fused_maps [ELEMENTS]

#include <cstdio>
#include <cstdlib>

#include "benchmarks/readings.h"

int main(int argc, char** argv) {
  const std::int64_t elements = argc > 1 ? std::atoll(argv[1]) : 10000000;
  double sum = 0;
  for (std::int64_t i = 0; i < elements; ++i) {
    const Reading reading = Round(Clamp(Shift(Calibrate(MakeReading(i)))));
    sum += reading.value + static_cast<double>(reading.sensor.size());
  }
  std::printf("sum %.0f\n", sum);
  return 0;
}
