// The same tasks as audio_loops by libsoxr and LAME themselves, whole sounds at once.
//
//   rival_audio_loops resample|encode_mp3

#include <lame/lame.h>
#include <soxr.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "benchmarks/measured_task.h"
#include "klay_beam/audio/synthesis.h"

namespace {

double Resample(const klay::Audio& audio) {
  std::vector<float> out(static_cast<std::size_t>(audio.frames) * 16000 / 44100 + 1);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  std::size_t done = 0;
  soxr_oneshot(44100, 16000, 1, audio.samples().data(), static_cast<std::size_t>(audio.frames),
               nullptr, out.data(), out.size(), &done, nullptr, &quality, nullptr);
  return static_cast<double>(done) / 16000;
}

double EncodeMp3(const klay::Audio& audio) {
  lame_t lame = lame_init();
  lame_set_in_samplerate(lame, audio.sample_rate);
  lame_set_num_channels(lame, audio.channels);
  lame_set_VBR(lame, vbr_off);
  lame_set_brate(lame, 192);
  lame_init_params(lame);
  constexpr int kBlock = 4096;
  std::vector<unsigned char> block(kBlock * 2 + 7200);
  std::vector<unsigned char> file;
  for (std::int64_t begin = 0; begin < audio.frames; begin += kBlock) {
    const auto count = static_cast<int>(std::min<std::int64_t>(kBlock, audio.frames - begin));
    const int bytes = lame_encode_buffer_ieee_float(lame, audio.channel(0).data() + begin,
                                                    audio.channel(1).data() + begin, count,
                                                    block.data(), static_cast<int>(block.size()));
    file.insert(file.end(), block.begin(), block.begin() + bytes);
  }
  const int bytes = lame_encode_flush(lame, block.data(), static_cast<int>(block.size()));
  file.insert(file.end(), block.begin(), block.begin() + bytes);
  lame_close(lame);
  return static_cast<double>(file.size()) * 8 / 192000;
}

}  // namespace

int main(int argc, char** argv) {
  using klay::Signal;
  const std::string_view task = argc > 1 ? argv[1] : "";
  if (task == "resample")
    return benchmarks::MeasureTask(klay::Synthesize(Signal::kNoise, 44100, 1, 3600, 1), Resample);
  if (task == "encode_mp3") {
    return benchmarks::MeasureTask(klay::Synthesize(Signal::kNoise, 44100, 2, 600, 1), EncodeMp3);
  }
  std::fprintf(stderr, "usage: rival_audio_loops resample|encode_mp3\n");
  return 2;
}
