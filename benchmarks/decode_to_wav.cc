// The job that is measured: match, reshuffle, load as 16 kHz mono, write 16-bit WAV.

#include <filesystem>
#include <string>

#include "beam/beam.h"
#include "beam/io/whole_file.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/klay_beam.h"

namespace {

struct Options {
  std::string match_pattern;
  std::string out;

  static constexpr std::string_view kAbout = "Decodes audio files to 16 kHz mono WAV.";
  static constexpr beam::FieldDoc kDocs[] = {
      {"match_pattern", "Files to decode."},
      {"out", "Folder to write to; names stay as they are."},
  };
};

struct WriteWav {
  std::string folder;
  void Process(const klay::Audio& audio) const {
    const std::string name = std::filesystem::path(audio.path).stem().string() + ".wav";
    beam::io::WriteFile(folder + "/" + name, klay::Encode(audio, klay::AudioFormat::kWav));
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  klay::RunReport::Of(p)->Describe("decode_to_wav", {});
  auto [audio, failed, seconds] = p | klay::MatchFiles(options.match_pattern) | beam::Reshuffle() |
                                  klay::LoadAudio({.sample_rate = 16000, .channels = 1});
  audio | beam::ParDo("WriteWav", WriteWav{options.out});
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
