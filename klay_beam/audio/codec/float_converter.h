#pragma once

#include <memory>
#include <vector>

struct AVFrame;
struct SwrContext;

namespace klay {

/// Turns FFmpeg's frames, of whatever sample format, into interleaved float32 of one rate and
/// channel count. Frames of another rate or channel count are resampled and mixed by libswresample.
class FloatConverter {
 public:
  FloatConverter(int sample_rate, int channels) : sample_rate_(sample_rate), channels_(channels) {}
  FloatConverter(const FloatConverter&) = delete;
  FloatConverter& operator=(const FloatConverter&) = delete;
  ~FloatConverter();

  /// Whether `frame` comes out as many frames long as it goes in, at once.
  bool KeepsLength(const AVFrame& frame) const;

  /// Writes the frame's `nb_samples` frames to `out`. Only where KeepsLength.
  void Convert(const AVFrame& frame, float* out);

  /// Appends the converted frame to `out`, whatever its length.
  void Append(const AVFrame& frame, std::vector<float>& out);

  /// Appends what a change of rate still holds back.
  void Drain(std::vector<float>& out);

 private:
  void Prepare(const AVFrame& frame);

  int sample_rate_;
  int channels_;
  SwrContext* swr_ = nullptr;
  int in_rate_ = 0;
  int in_channels_ = 0;
  int in_format_ = -1;
};

}  // namespace klay
