// Makes a folder of audio to try things on: tones, chirps, noise and speech-like bursts in several
// formats, rates and channel counts. The same flags give the same samples.

#include <array>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "beam/beam.h"
#include "beam/io/whole_file.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/version.h"

namespace {

using klay::AudioFormat;
using klay::Signal;

struct Options {
  std::string out;
  int count = 20;
  double seconds = 5;
  std::uint64_t seed = 1;
  std::string formats = "wav,ogg,flac,mp3,opus";
  int sample_rate = 0;
  int channels = 0;

  static constexpr std::string_view kAbout =
      "Makes test audio: tones, chirps, noise and speech-like bursts.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"out", "Folder to write to; made when it is not there."},
      {"count", "How many files."},
      {"seconds", "Length of each file."},
      {"seed", "Other seeds give other samples."},
      {"formats", "Formats to go through in turn: wav, aiff, flac, ogg, opus, mp3."},
      {"sample_rate", "In Hz; 0 goes through several. Opus files have 48000."},
      {"channels", "1 or 2; 0 goes through both."},
  };
};

AudioFormat FormatOf(std::string_view name) {
  for (AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac,
                             AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3}) {
    if (klay::Suffix(format).substr(1) == name) return format;
  }
  throw beam::Error(
      beam::ErrorCode::kInvalidArgument,
      "--formats takes wav, aiff, flac, ogg, opus, mp3; found \"" + std::string(name) + "\"");
}

std::vector<AudioFormat> FormatsOf(std::string_view list) {
  std::vector<AudioFormat> formats;
  while (true) {
    const std::size_t comma = list.find(',');
    formats.push_back(FormatOf(list.substr(0, comma)));
    if (comma == std::string_view::npos) return formats;
    list.remove_prefix(comma + 1);
  }
}

/// Makes and writes the file of each number. All it does follows from the options and the number.
struct MakeFile {
  Options options;
  std::vector<AudioFormat> formats;

  void Process(const std::int64_t& number, beam::Emitter<std::int64_t>& made) const {
    constexpr std::array kSignals = {Signal::kTone, Signal::kChirp, Signal::kNoise,
                                     Signal::kSpeech};
    constexpr std::array kRates = {44100, 48000, 22050, 16000};
    const auto n = static_cast<std::size_t>(number);
    const AudioFormat format = formats[n % formats.size()];
    int rate = options.sample_rate > 0 ? options.sample_rate : kRates[n / 2 % kRates.size()];
    if (format == AudioFormat::kOpus) rate = 48000;
    const int channels = options.channels > 0 ? options.channels : 1 + static_cast<int>(n % 2);
    const Signal signal = kSignals[n % kSignals.size()];
    const klay::Audio audio =
        klay::Synthesize(signal, rate, channels, options.seconds, options.seed + n);
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, '0');
    beam::io::WriteFile(options.out + "/" + digits + "_" + beam::EnumName(signal) +
                            std::string(klay::Suffix(format)),
                        klay::Encode(audio, format));
    made(1);
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  if (options.count < 1 || !(options.seconds > 0) || options.sample_rate < 0 ||
      options.channels < 0 || options.channels > 2) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "--count and --seconds must be positive, --channels 0 to 2");
  }
  struct Print {
    std::string out;
    void Process(const std::int64_t& count) const {
      std::cout << count << " files in " << out << "\n";
    }
  };
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(options.count));
  std::iota(numbers.begin(), numbers.end(), 0);
  p | beam::Create("Numbers", numbers) |
      beam::ParDo("MakeFile", MakeFile{options, FormatsOf(options.formats)}) |
      beam::CombineGlobally("Count", beam::SumFn<std::int64_t>()) |
      beam::ParDo("Print", Print{options.out});
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
