// Tells whether this machine's audio libraries work: their versions, and a write-read round trip of
// each format. Exits with 1 when one is broken.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <limits>
#include <string>

#include "beam/pipeline/flags.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/library_versions.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/version.h"

namespace {

using klay::Audio;
using klay::AudioFormat;

struct Format {
  AudioFormat format;
  int most_added;  ///< Frames that may come back at the end.
  const char* name;
  double least_snr_db;  ///< What a round trip must keep of a tone.
};

constexpr Format kFormats[] = {
    {AudioFormat::kWav, 0, "WAV, 16-bit PCM", 80}, {AudioFormat::kAiff, 0, "AIFF, 16-bit PCM", 80},
    {AudioFormat::kFlac, 0, "FLAC, 16-bit", 80},   {AudioFormat::kVorbis, 0, "Ogg Vorbis", 20},
    {AudioFormat::kOpus, 0, "Ogg Opus", 15},       {AudioFormat::kMp3, 0, "MP3", 20},
    {AudioFormat::kM4a, 1023, "AAC in M4A", 20},
};

/// Power of `signal` over that of its difference from `copy` [dB].
double SignalToNoise(const Audio& signal, const Audio& copy) {
  double power = 0;
  double noise = 0;
  for (int c = 0; c < signal.channels; ++c) {
    for (std::size_t i = 0; i < signal.channel(c).size(); ++i) {
      const double sample = signal.channel(c)[i];
      const double difference = sample - copy.channel(c)[i];
      power += sample * sample;
      noise += difference * difference;
    }
  }
  if (noise == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(power / noise);
}

/// What is wrong with a round trip of `original` through `format`; empty when nothing is.
std::string Fault(const Format& format, const Audio& original, double& snr_db) {
  const std::string bytes = klay::Encode(original, format.format);
  const auto source = klay::OpenMemorySource("round trip", bytes);
  const klay::Decoded decoded = klay::Decode(*source);
  if (decoded.damage.has_value()) return "damaged: " + *decoded.damage;
  const std::int64_t added = decoded.audio.frames - original.frames;
  if (decoded.audio.sample_rate != original.sample_rate ||
      decoded.audio.channels != original.channels || added < 0 || added > format.most_added) {
    return "wrote " + std::to_string(original.frames) + " frames, read " +
           std::to_string(decoded.audio.frames);
  }
  snr_db = SignalToNoise(original, decoded.audio);
  return snr_db >= format.least_snr_db ? "" : "the samples are not the ones that were written";
}

bool RoundTripWorks(const Format& format, const Audio& original) {
  double snr_db = 0;
  std::string fault;
  try {
    fault = Fault(format, original, snr_db);
  } catch (const std::exception& error) {
    fault = error.what();
  }
  if (fault.empty()) {
    std::printf("  ok      %-18s signal to noise %.0f dB\n", format.name, snr_db);
  } else {
    std::printf("  BROKEN  %-18s %s\n", format.name, fault.c_str());
  }
  return fault.empty();
}

struct NoOptions {};

}  // namespace

int main(int argc, char** argv) {
  try {
    NoOptions options;
    const beam::ProgramText text{
        .about = "Shows the audio libraries' versions and tries a round trip of each format.",
        .version = std::string(klay::kVersion)};
    if (auto answer = beam::ParseFlags(argc, argv, {beam::FlagsOf("Options", options)}, text)) {
      std::fputs(answer->c_str(), stdout);
      return 0;
    }
  } catch (const beam::Error& error) {
    std::fprintf(stderr, "test-soundfile: %s\n", error.what());
    return 2;
  }
  std::printf("linked libraries\n");
  for (const klay::LibraryVersion& library : klay::LibraryVersions()) {
    std::printf("  %-14s %s\n", library.name.c_str(), library.version.c_str());
  }
  std::printf("write and read back\n");
  const Audio tone = klay::Synthesize(klay::Signal::kTone, 48000, 2, 1.0, 1);
  const auto broken =
      std::count_if(std::begin(kFormats), std::end(kFormats),
                    [&](const Format& format) { return !RoundTripWorks(format, tone); });
  return broken == 0 ? 0 : 1;
}
