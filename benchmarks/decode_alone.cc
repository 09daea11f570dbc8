// The least that job_stats can do: two threads that decode every file of a folder to its end, block
// by block, and keep nothing.
//
//   decode_alone FOLDER [THREADS]

#include <cstdint>

#include "benchmarks/decode_loop.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/audio/planar_buffer.h"

int main(int argc, char** argv) {
  return benchmarks::DecodeLoop(argc, argv, [](const std::string& path) {
    const auto source = klay::OpenFileSource(path);
    klay::AudioReader reader(*source);
    klay::PlanarBuffer buffer(reader.format().channels());
    std::int64_t frames = 0;
    while (reader.Read(buffer)) {
      frames += buffer.frames();
      buffer.Clear();
    }
    return frames;
  });
}
