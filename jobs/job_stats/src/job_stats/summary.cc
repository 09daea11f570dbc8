#include "job_stats/summary.h"

#include <algorithm>
#include <cmath>

namespace job_stats {
namespace {

std::int64_t Microseconds(double seconds) {
  return std::llround(seconds * 1e6);
}

/// Edges from `first` to `last`, `step` apart.
std::vector<double> EvenEdges(double first, double last, double step) {
  std::vector<double> edges;
  const auto count = static_cast<int>(std::lround((last - first) / step));
  for (int i = 0; i <= count; ++i) edges.push_back(first + i * step);
  return edges;
}

template <class Key>
void MergeAmounts(std::map<Key, Amount>& into, const std::map<Key, Amount>& other) {
  for (const auto& [key, amount] : other) into[key].Add(amount);
}

void MergeCounts(std::map<std::int32_t, std::int64_t>& into,
                 const std::map<std::int32_t, std::int64_t>& other) {
  for (const auto& [bin, count] : other) into[bin] += count;
}

}  // namespace

std::int32_t Bins::BinOf(double value) const {
  return static_cast<std::int32_t>(std::ranges::upper_bound(edges, value) - edges.begin());
}

const Bins& LengthBins() {
  static const Bins bins{{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200}};
  return bins;
}

const Bins& LoudnessBins() {
  static const Bins bins{EvenEdges(-60, 0, 3)};
  return bins;
}

const Bins& PeakBins() {
  static const Bins bins{EvenEdges(-30, 0, 2)};
  return bins;
}

const Bins& SilenceBins() {
  static const Bins bins{EvenEdges(0.1, 1, 0.1)};
  return bins;
}

double PeakDb(const FileStats& stats) {
  return stats.peak > 0 ? 20 * std::log10(stats.peak) : -1000;
}

void SummarizeFn::AddInput(Summary& summary, const FileStats& stats) const {
  const Amount amount{.files = 1, .microseconds = Microseconds(stats.seconds)};
  summary.all.Add(amount);
  summary.bytes += stats.size_bytes;
  summary.silent_microseconds += Microseconds(stats.silent_seconds);
  summary.clipped_samples += stats.clipped_samples;
  summary.clipped_files += stats.clipped_samples > 0 ? 1 : 0;
  summary.damaged_files += stats.damage.has_value() ? 1 : 0;
  summary.silent_files += stats.silent_seconds >= stats.seconds ? 1 : 0;
  summary.sample_rates[stats.sample_rate].Add(amount);
  summary.channels[stats.channels].Add(amount);
  summary.codecs[stats.codec + " in " + stats.container].Add(amount);
  ++summary.lengths[LengthBins().BinOf(stats.seconds)];
  ++summary.peaks[PeakBins().BinOf(PeakDb(stats))];
  if (stats.seconds > 0) {
    ++summary.silence[SilenceBins().BinOf(stats.silent_seconds / stats.seconds)];
  }
  if (stats.loudness.has_value()) {
    ++summary.loudness[LoudnessBins().BinOf(*stats.loudness)];
  } else {
    ++summary.without_loudness;
  }
}

void SummarizeFn::MergeAccumulators(Summary& into, const Summary& other) const {
  into.all.Add(other.all);
  into.bytes += other.bytes;
  into.silent_microseconds += other.silent_microseconds;
  into.clipped_samples += other.clipped_samples;
  into.clipped_files += other.clipped_files;
  into.damaged_files += other.damaged_files;
  into.silent_files += other.silent_files;
  into.without_loudness += other.without_loudness;
  MergeAmounts(into.sample_rates, other.sample_rates);
  MergeAmounts(into.channels, other.channels);
  MergeAmounts(into.codecs, other.codecs);
  MergeCounts(into.lengths, other.lengths);
  MergeCounts(into.loudness, other.loudness);
  MergeCounts(into.peaks, other.peaks);
  MergeCounts(into.silence, other.silence);
}

}  // namespace job_stats
