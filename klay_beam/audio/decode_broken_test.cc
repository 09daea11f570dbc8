// What cannot be decoded ends as one clear error; what can in part, as audio with its damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <random>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using beam::ErrorCode;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

/// The message of the error that decoding `bytes` ends in, which must have `code` and say the name
/// last.
std::string Failure(const std::string& bytes, ErrorCode code = ErrorCode::kDataLoss) {
  try {
    Decode(*OpenMemorySource("the name", bytes));
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_THAT(error.message(), EndsWith(": the name"));
    return error.message();
  }
  ADD_FAILURE() << "decoded " << bytes.size() << " bytes";
  return "";
}

std::string RandomBytes(size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(DecodeBroken, EmptyFile) {
  EXPECT_THAT(Failure(""), HasSubstr("empty file"));
}

TEST(DecodeBroken, RandomBytes) {
  for (const size_t count : {1u, 7u, 100u, 5000u, 200000u}) {
    EXPECT_THAT(Failure(RandomBytes(count, count)), HasSubstr("no known audio format"));
  }
}

TEST(DecodeBroken, Text) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "Sing, goddess, of the anger of Achilles\n";
  EXPECT_THAT(Failure(text), HasSubstr("no known audio format"));
  EXPECT_THAT(Failure("<html><body>404</body></html>\n"), HasSubstr("no known audio format"));
}

TEST(DecodeBroken, Zeros) {
  Failure(std::string(100000, '\0'));
}

TEST(DecodeBroken, BareHeaders) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac,
                                   AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const std::string whole = Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), format);
    const size_t header = format == AudioFormat::kAiff ? 54 : 44;
    const std::string message = Failure(whole.substr(0, header));
    EXPECT_THAT(message, HasSubstr(" ")) << Suffix(format);
    if (format == AudioFormat::kWav) {
      EXPECT_THAT(message, HasSubstr("no audio frames (truncated: header declares 8000 frames"));
    }
  }
}

TEST(DecodeBroken, HeadersCutAnywhere) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac}) {
    const std::string whole = Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), format);
    for (size_t length = 1; length < 44; ++length) Failure(whole.substr(0, length));
  }
}

TEST(DecodeBroken, WaveWithoutFrames) {
  const std::string wave = Encode(Audio::FromPlanar("", 16000, 1, {}), AudioFormat::kWav);
  EXPECT_THAT(Failure(wave), HasSubstr("no audio frames"));
}

TEST(DecodeBroken, ImpossibleFormats) {
  std::string wave = Encode(Synthesize(Signal::kTone, 16000, 1, 0.1, 1), AudioFormat::kWav);
  std::string channels = wave;
  channels.replace(22, 2, "\xE8\x03");  // 1,000 channels
  channels.replace(32, 2, "\xD0\x07");
  EXPECT_THAT([&] { Decode(*OpenMemorySource("n", channels)); }, ::testing::Throws<beam::Error>());
  std::string rate = wave;
  rate.replace(24, 4, std::string("\xFF\xFF\xFF\x7F"));
  EXPECT_THAT([&] { Decode(*OpenMemorySource("n", rate)); }, ::testing::Throws<beam::Error>());
  // To 16 kHz, a second of it would be 256,000,000 frames.
  rate.replace(24, 4, std::string("\1\0\0\0", 4));
  EXPECT_THAT(
      [&] { Decode(*OpenMemorySource("n", rate)); },
      ::testing::ThrowsMessage<beam::Error>(HasSubstr("impossible format: n, 1 Hz, 1 channels")));
}

TEST(DecodeBroken, LengthThatNoFileCouldHoldTakesNoMemory) {
  // FLAC's STREAMINFO has 36 bits for the number of frames: 64 G frames are declared here.
  std::string flac = Encode(Synthesize(Signal::kTone, 16000, 1, 0.1, 1), AudioFormat::kFlac);
  flac[21] = static_cast<char>(flac[21] | 0x0F);
  flac.replace(22, 4, 4, '\xFF');
  const Decoded decoded = Decode(*OpenMemorySource("n", flac));
  EXPECT_EQ(decoded.audio.frames, 1600);
  EXPECT_THAT(decoded.damage,
              ::testing::Optional(HasSubstr("declares 68719476735 frames, 1600 decoded")));
}

TEST(DecodeBroken, VideoWithoutSound) {
  const TemporaryFolder folder;
  for (const std::string suffix : {".mp4", ".mkv", ".avi"}) {
    const std::string path = folder.Path("film" + suffix);
    testing::RunFfmpeg({"-f", "lavfi", "-i", "testsrc=s=64x64:r=10:d=1", path});
    EXPECT_THAT(Failure(testing::ReadWhole(path)), HasSubstr("no audio stream"));
  }
}

TEST(DecodeBroken, Picture) {
  const TemporaryFolder folder;
  for (const std::string suffix : {".png", ".jpg", ".gif"}) {
    const std::string path = folder.Path("picture" + suffix);
    testing::RunFfmpeg({"-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-frames:v", "1", path});
    EXPECT_THAT(Failure(testing::ReadWhole(path)), HasSubstr("no audio stream"));
  }
}

TEST(DecodeBroken, PlaylistsOpenNoOtherFile) {
  const TemporaryFolder folder;
  const std::string wave = folder.Write(
      "secret.wav", Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), AudioFormat::kWav));
  const std::string playlists[] = {
      "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n" + wave + "\n#EXT-X-ENDLIST\n",
      "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://" + wave + "\n#EXT-X-ENDLIST\n",
      "ffconcat version 1.0\nfile '" + wave + "'\n",
      "ffconcat version 1.0\nfile secret.wav\n",
  };
  for (const std::string& playlist : playlists) {
    Failure(playlist);
    try {
      DecodeFile(folder.Write("list", playlist));
      ADD_FAILURE() << "decoded";
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    }
  }
}

TEST(DecodeBroken, NothingReachesTheTerminal) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  for (const AudioFormat format : {AudioFormat::kFlac, AudioFormat::kVorbis, AudioFormat::kMp3}) {
    std::string bytes = Encode(Synthesize(Signal::kSpeech, 44100, 2, 1, 1), format);
    bytes.replace(bytes.size() / 2, 200, RandomBytes(200, 1));
    static_cast<void>(Decode(*OpenMemorySource("n", bytes)));
  }
  Failure(RandomBytes(3000, 1));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(DecodeBroken, CorruptPacketsAreSkippedAndCounted) {
  for (const AudioFormat format :
       {AudioFormat::kFlac, AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3}) {
    std::string bytes = Encode(Synthesize(Signal::kSpeech, 48000, 2, 4, 1), format);
    bytes.replace(bytes.size() / 2, 2000, RandomBytes(2000, 1));
    const Decoded decoded = Decode(*OpenMemorySource("n", bytes));
    EXPECT_GT(decoded.audio.seconds(), 1.9) << Suffix(format);
    EXPECT_NE(decoded.damage, std::nullopt) << Suffix(format);
  }
}

TEST(DecodeBroken, TruncatedWaveTellsBothCounts) {
  const std::string wave = Encode(Synthesize(Signal::kTone, 16000, 2, 1, 1), AudioFormat::kWav);
  const Decoded decoded = Decode(*OpenMemorySource("n", wave.substr(0, 44 + 4 * 9600)));
  EXPECT_EQ(decoded.audio.frames, 9600);
  EXPECT_EQ(decoded.damage, "truncated: header declares 16000 frames, 9600 decoded");
}

TEST(DecodeBroken, OggWithoutItsLastPageIsTruncated) {
  for (const AudioFormat format : {AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const std::string ogg = Encode(Synthesize(Signal::kSpeech, 16000, 1, 5, 1), format);
    const Decoded decoded = Decode(*OpenMemorySource("n", ogg.substr(0, ogg.rfind("OggS"))));
    EXPECT_EQ(decoded.damage, "truncated: the last Ogg page does not end its stream");
    const Decoded cut = Decode(*OpenMemorySource("n", ogg.substr(0, ogg.size() - 1)));
    EXPECT_EQ(cut.damage, "truncated: the last Ogg page is cut short");
  }
}

/// Fails with `error` from byte `limit` on, as a disk or a network does.
class FailingSource final : public ByteSource {
 public:
  FailingSource(std::string bytes, int64_t limit) : bytes_(std::move(bytes)), limit_(limit) {}

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    if (offset + static_cast<int64_t>(out.size()) > limit_ && offset < size()) {
      throw beam::Error(ErrorCode::kUnavailable, "the network is down");
    }
    return OpenMemorySource("", bytes_)->ReadAt(offset, out);
  }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "remote";
  std::string bytes_;
  int64_t limit_;
};

TEST(DecodeBroken, FailureOfTheSourceIsItselfNotDamage) {
  for (const AudioFormat format :
       {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kVorbis, AudioFormat::kMp3}) {
    const std::string bytes = Encode(Synthesize(Signal::kNoise, 44100, 2, 6, 1), format);
    for (const int64_t limit : {int64_t{0}, int64_t{70000}}) {
      FailingSource source(bytes, limit);
      try {
        Decode(source);
        ADD_FAILURE() << Suffix(format);
      } catch (const beam::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kUnavailable) << error.what();
      }
    }
  }
}

/// Ends before its size, as a file does that somebody writes anew.
class ShrinkingSource final : public ByteSource {
 public:
  explicit ShrinkingSource(std::string bytes) : bytes_(std::move(bytes)) {}

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    return OpenMemorySource("", bytes_.substr(0, bytes_.size() / 2))->ReadAt(offset, out);
  }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "shrinking";
  std::string bytes_;
};

TEST(DecodeBroken, FileThatBecomesShorterIsAnError) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kMp3}) {
    ShrinkingSource source(Encode(Synthesize(Signal::kNoise, 44100, 2, 3, 1), format));
    try {
      Decode(source);
      ADD_FAILURE() << Suffix(format);
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
      EXPECT_THAT(error.message(), HasSubstr("became shorter while it was read: shrinking"));
    }
  }
}

TEST(DecodeBroken, VanishedFileAndFolder) {
  const TemporaryFolder folder;
  try {
    DecodeFile(folder.Path("gone.wav"));
    FAIL();
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  }
  try {
    DecodeFile(folder.Path("."));
    FAIL();
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace klay
