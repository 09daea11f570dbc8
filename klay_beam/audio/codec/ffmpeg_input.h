#pragma once

#include <memory>
#include <optional>
#include <string>

#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/codec/source_cursor.h"

struct AVCodec;
struct AVFormatContext;
struct AVIOContext;
struct AVStream;

namespace klay {

/// FFmpeg's text for one of its error numbers.
std::string FfmpegErrorText(int error);

/// A ByteSource opened by libavformat: the container recognised by content, its best audio stream
/// chosen. It reads these bytes and nothing else: no protocol, no other file that a playlist may
/// name.
class FfmpegInput {
 public:
  /// Throws data_loss when the bytes are no container with audio, unimplemented when no decoder
  /// knows the codec.
  explicit FfmpegInput(ByteSource& source);
  FfmpegInput(const FfmpegInput&) = delete;
  FfmpegInput& operator=(const FfmpegInput&) = delete;
  ~FfmpegInput();

  AVFormatContext* context() const { return context_; }
  AVStream* stream() const { return stream_; }
  const AVCodec* codec() const { return codec_; }
  const std::string& name() const { return source_.name(); }

  /// Frames of the chosen stream as the file declares them, to a tenth of a second; absent where
  /// FFmpeg only estimates.
  std::optional<int64_t> declared_frames() const { return declared_frames_; }

  /// Throws what the source threw inside a callback.
  void RethrowSourceError() const { cursor_.Rethrow(); }

 private:
  void Open();
  void ChooseStream(const std::string& log);
  void Close();

  ByteSource& source_;
  SourceCursor cursor_;
  AVIOContext* io_ = nullptr;
  AVFormatContext* context_ = nullptr;
  AVStream* stream_ = nullptr;
  const AVCodec* codec_ = nullptr;
  std::optional<int64_t> declared_frames_;
};

}  // namespace klay
