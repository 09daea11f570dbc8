#pragma once

#include <optional>
#include <vector>

#include "klay_beam/audio/process/biquad.h"
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
  /// What the two parts of the K filter remember of a channel.
  struct Channel {
    double shelf[2] = {};
    double high_pass[2] = {};
    double weight = 1;
  };

  void AddPart(SoundBlock part);
  void EndStep();

  BiquadCoefficients shelf_;
  BiquadCoefficients high_pass_;
  std::vector<Channel> channels_;
  int64_t step_frames_;  ///< Frames in 0.1 s.
  int64_t in_step_ = 0;
  double step_energy_ = 0;
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
