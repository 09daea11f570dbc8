#pragma once

#include <optional>
#include <vector>

#include "klay_beam/audio/planar_buffer.h"
#include "klay_beam/audio/process/k_weighting.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// Integrated loudness (ITU-R BS.1770-4): the mean power behind the K filter, over blocks of 0.4 s
/// that begin every 0.1 s, without those below -70 LUFS and those 10 LU below the rest.
class LoudnessMeter {
 public:
  explicit LoudnessMeter(const SoundFormat& format);

  /// Takes in more of the sound.
  void Add(SoundBlock block);

  /// [LUFS]; absent when the sound is shorter than 0.4 s or silent.
  std::optional<double> Integrated() const;

 private:
  struct Channel {
    KWeighting::State state = {};
    double weight = 1;
  };

  /// Takes in a whole step.
  void AddStep(SoundBlock step);

  KWeighting filter_;
  std::vector<Channel> channels_;
  int64_t step_frames_;        ///< Frames in 0.1 s.
  PlanarBuffer step_;          ///< What there is of one that is not whole.
  std::vector<double> steps_;  ///< The energy of each step that is complete.
};

/// The loudness of all of `audio` [LUFS]; absent as in LoudnessMeter.
std::optional<double> MeasureLoudness(const Audio& audio);

/// Where normalised sound should be.
struct LoudnessTarget {
  double lufs = -23;  ///< EBU R 128's.
  double peak_db =
      -1;  ///< No sample goes beyond it, of full scale, even if the sound stays softer.
};

/// Gives the whole sound one gain that brings it to the target. A sound without a loudness stays as
/// it is. Holds the sound back to its end.
Step NormalizeLoudness(LoudnessTarget target = {});

}  // namespace klay
