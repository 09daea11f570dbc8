#include "klay_beam/audio/inspect/spectrum.h"

#include <algorithm>
#include <bit>
#include <complex>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

int Checked(int size) {
  if (size >= 16 && size <= 65536 && std::has_single_bit(static_cast<unsigned>(size))) return size;
  throw beam::Error(
      beam::ErrorCode::kInvalidArgument,
      "a spectrum is of 16 to 65536 samples, a power of two: found " + std::to_string(size));
}

}  // namespace

Spectrum::Spectrum(int size) : fft_(Checked(size)) {}

void Spectrum::Power(std::span<const float> frame, std::span<float> power) {
  std::ranges::copy(frame.first(static_cast<size_t>(size())), fft_.input().begin());
  std::ranges::transform(fft_.Transform(), power.begin(),
                         [](const std::complex<float>& value) { return std::norm(value); });
}

}  // namespace klay
