#include "benchmarks/to_16_khz.h"

#include <soxr.h>

#include <cstddef>
#include <stdexcept>

namespace benchmarks {

std::int64_t To16Khz(int rate, const std::vector<float>& mono) {
  constexpr int kRate = 16000;
  thread_local std::vector<float> out;
  out.resize(mono.size() * kRate / static_cast<std::size_t>(rate) + 1);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  std::size_t produced = 0;
  if (soxr_oneshot(rate, kRate, 1, mono.data(), mono.size(), nullptr, out.data(), out.size(),
                   &produced, nullptr, &quality, nullptr) != nullptr) {
    throw std::runtime_error("libsoxr fails");
  }
  return static_cast<std::int64_t>(produced);
}

}  // namespace benchmarks
