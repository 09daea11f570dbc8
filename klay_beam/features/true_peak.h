#pragma once

#include <vector>

#include "klay_beam/audio/audio.h"

namespace klay {

/// The true peak of each channel [of full scale]: the largest size of its samples and of those that
/// lie between them once the rate is 4 times as high (2 times from 88.2 kHz on; from 176.4 kHz on
/// the samples alone), found by Resampler at high quality in the place of the filter that ITU-R
/// BS.1770-4, Annex 2, has as an example. 0 for an empty sound. Up to 0.56 dB may be missing at
/// 0.45 of the sample rate, less below. Throws invalid_argument when a sample is infinite or not a
/// number.
std::vector<double> TruePeak(const Audio& audio);

/// `peak` in decibels of full scale: 20 log10(peak) [dBTP, where it is a true peak]; minus infinity
/// for 0.
double PeakToDb(double peak);

}  // namespace klay
