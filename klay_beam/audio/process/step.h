#pragma once

#include <functional>
#include <memory>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/channel_layout.h"
#include "klay_beam/audio/planar_buffer.h"
#include "klay_beam/audio/process/sound_block.h"

namespace klay {

/// The shape of the sound that goes from one step to the next.
struct SoundFormat {
  int sample_rate = 0;  ///< [Hz]
  ChannelLayout layout;

  int channels() const { return static_cast<int>(layout.size()); }
};

/// A step at work on one sound, block by block. How the sound is cut into blocks does not change a
/// bit of what comes out.
class Processor {
 public:
  virtual ~Processor() = default;

  /// The shape of what comes out.
  virtual const SoundFormat& format() const = 0;

  /// Takes `in` and appends what is ready to `out`, which has format()'s channels.
  virtual void Process(SoundBlock in, PlanarBuffer& out) = 0;

  /// Ends the sound: appends what is left. Nothing can be processed afterwards.
  virtual void Flush(PlanarBuffer& out) = 0;
};

/// A step of processing, as it is written down: a value, which threads may share.
///
///     const Step step = ToMono() | ResampleTo(16000) | NormalizeLoudness(-23);
///     Audio speech = Apply(step, audio);
class Step {
 public:
  using PrepareFn = std::function<std::unique_ptr<Processor>(const SoundFormat& in)>;

  /// Passes the sound on as it is.
  Step();

  explicit Step(PrepareFn prepare) : prepare_(std::move(prepare)) {}

  /// The step for one sound of the shape `in`. Throws invalid_argument when it cannot take it.
  std::unique_ptr<Processor> Prepare(const SoundFormat& in) const { return prepare_(in); }

 private:
  PrepareFn prepare_;
};

/// `first`, then `second`.
Step operator|(Step first, Step second);

/// What `step` makes of all of `audio`. Throws as Prepare does.
Audio Apply(const Step& step, const Audio& audio);

}  // namespace klay
