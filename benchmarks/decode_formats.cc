// Decodes every file of a folder to 16 kHz mono in memory, by the audio library alone: the loop
// that the rivals have, too.
//
//   decode_formats FOLDER [THREADS]

#include <cstdio>

#include "benchmarks/decode_loop.h"
#include "klay_beam/audio/decode.h"

int main(int argc, char** argv) {
  return benchmarks::DecodeLoop(argc, argv, [](const std::string& path) {
    return klay::DecodeFile(path, {.sample_rate = 16000, .channels = 1}).audio.frames;
  });
}
