#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "job_stats/file_stats.h"

namespace job_stats {

/// Some files and how long they are together.
struct Amount {
  std::int64_t files = 0;
  std::int64_t microseconds = 0;

  void Add(const Amount& other) {
    files += other.files;
    microseconds += other.microseconds;
  }
};

/// What is known of many files together. Sums are integers, so that their order does not matter.
struct Summary {
  Amount all;
  std::int64_t bytes = 0;
  std::int64_t silent_microseconds = 0;
  std::int64_t clipped_samples = 0;
  std::int64_t clipped_files = 0;
  std::int64_t damaged_files = 0;
  std::int64_t silent_files = 0;  ///< Without any sound above -60 dB of full scale.
  std::int64_t without_loudness = 0;
  std::map<std::int32_t, Amount> sample_rates = {};
  std::map<std::int32_t, Amount> channels = {};
  std::map<std::string, Amount> codecs = {};  ///< "flac in ogg"
  /// Counts of files by bin, see Bins.
  std::map<std::int32_t, std::int64_t> lengths = {};
  std::map<std::int32_t, std::int64_t> loudness = {};
  std::map<std::int32_t, std::int64_t> peaks = {};
  std::map<std::int32_t, std::int64_t> silence = {};
};

/// How a value's histogram is cut: bin 0 is below the first edge, bin i from edge i - 1 on.
struct Bins {
  std::vector<double> edges;

  std::int32_t BinOf(double value) const;
};

/// Lengths of files [s], loudness [LUFS], peaks [dB of full scale], silence [share of the file].
const Bins& LengthBins();
const Bins& LoudnessBins();
const Bins& PeakBins();
const Bins& SilenceBins();

/// A peak in decibels; -1000 for silence.
double PeakDb(const FileStats& stats);

/// Folds files into a Summary: a CombineFn.
struct SummarizeFn {
  Summary CreateAccumulator() const { return {}; }
  void AddInput(Summary& summary, const FileStats& stats) const;
  void MergeAccumulators(Summary& into, const Summary& other) const;
  Summary ExtractOutput(const Summary& summary) const { return summary; }
};

}  // namespace job_stats
