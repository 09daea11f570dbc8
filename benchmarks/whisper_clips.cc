// whisper_clips MODEL BEAM BATCH THREADS FILE...: transcribes files of up to 30 s, BATCH at a time,
// prints each one's text with the number of its words, and then the seconds that it took, of the
// clock and of the processors.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "klay_beam/audio/decode.h"
#include "klay_beam/speech/whisper/transcribe.h"

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fputs("usage: whisper_clips MODEL BEAM BATCH THREADS FILE...\n", stderr);
    return 2;
  }
  const klay::WhisperModel model(argv[1], {.threads = std::atoi(argv[4])});
  klay::WhisperOptions options{.language = "en", .timestamps = false};
  options.search.beam_size = std::atoi(argv[2]);
  const auto batch = static_cast<std::size_t>(std::atoi(argv[3]));
  std::vector<klay::Audio> sounds;
  for (int i = 5; i < argc; ++i) {
    sounds.push_back(klay::DecodeFile(argv[i], {.sample_rate = klay::WhisperFeatures::kSampleRate,
                                                .channels = 1})
                         .audio);
  }
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  for (std::size_t begin = 0; begin < sounds.size(); begin += batch) {
    const std::size_t end = std::min(sounds.size(), begin + batch);
    std::vector<klay::WhisperClip> clips;
    for (std::size_t i = begin; i < end; ++i) clips.push_back(sounds[i].samples());
    for (const klay::WhisperTranscript& transcript : TranscribeClips(model, clips, options)) {
      std::string text;
      std::size_t words = 0;
      for (const klay::WhisperSegment& segment : transcript.segments) {
        text += segment.text;
        words += segment.words.size();
      }
      std::printf("%zu\t%s\n", words, text.c_str());
    }
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::printf("%.3f %.3f\n", wall.count(),
              static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
}
