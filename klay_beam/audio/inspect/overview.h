#pragma once

#include <cstdint>
#include <vector>

#include "klay_beam/audio/inspect/spectrum.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// A sound of any length in some hundreds of columns of equal duration, for a picture: it is made
/// as the sound comes in, and takes a few megabytes whatever its length.
class Overview {
 public:
  /// Samples of the frames whose spectra are taken.
  static constexpr int kFrame = 1024;

  struct Column {
    float low = 0;   ///< The least sample of all channels.
    float high = 0;  ///< The greatest.
    std::vector<float>
        power;  ///< Of the mean of the channels: kFrame / 2 + 1; 1 is a sine of full scale.
  };

  /// At least `columns` come of a sound that is long enough, and less than twice as many.
  explicit Overview(int columns);

  /// Takes in more of the sound.
  void Add(SoundBlock block);

  /// Ends the sound and gives its columns, from its start to its end.
  std::vector<Column> Finish();

  /// Frames that came in.
  int64_t frames() const { return frames_; }

 private:
  void TakeHops();
  void TakeHop();
  void AddColumn();
  void MergePairs();

  size_t most_columns_;
  size_t hop_ = 64;             ///< Frames from one spectrum to the next; grows up to kFrame.
  size_t hops_per_column_ = 1;  ///< Grows from then on.
  size_t hops_ = 0;             ///< In the column that is being made.
  int64_t frames_ = 0;
  std::vector<float> mean_;  ///< Of the channels, from the next hop on.
  std::vector<float> low_;
  std::vector<float> high_;
  std::vector<float> window_;
  Spectrum spectrum_;
  Column column_;
  std::vector<Column> columns_;
};

}  // namespace klay
