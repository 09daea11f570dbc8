// The rival for MP3: libmpg123 and libsoxr at high quality, whole files in memory.
//
//   rival_decode_mpg123 FOLDER [THREADS]

#include <mpg123.h>

#include <array>
#include <stdexcept>

#include "benchmarks/decode_loop.h"
#include "benchmarks/to_16_khz.h"

namespace {

void Check(int status, const char* what) {
  if (status != MPG123_OK) throw std::runtime_error(what);
}

std::int64_t Decode(const std::string& path) {
  thread_local std::vector<float> mono;
  mono.clear();
  mpg123_handle* handle = mpg123_new(nullptr, nullptr);
  if (handle == nullptr) throw std::runtime_error("no handle");
  mpg123_param(handle, MPG123_ADD_FLAGS, MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_QUIET, 0);
  Check(mpg123_open(handle, path.c_str()), "cannot open it");
  long rate = 0;
  int channels = 0;
  int encoding = 0;
  Check(mpg123_getformat(handle, &rate, &channels, &encoding), "no format");
  if (channels != 2) throw std::runtime_error("not stereo");
  std::array<float, 16384> stereo{};
  std::size_t bytes = 0;
  int status = MPG123_OK;
  while (status == MPG123_OK) {
    status =
        mpg123_read(handle, reinterpret_cast<unsigned char*>(stereo.data()), sizeof stereo, &bytes);
    const std::size_t frames = bytes / (2 * sizeof(float));
    const std::size_t begin = mono.size();
    mono.resize(begin + frames);
    for (std::size_t i = 0; i < frames; ++i) {
      mono[begin + i] = (stereo[2 * i] + stereo[2 * i + 1]) * 0.5F;
    }
  }
  mpg123_delete(handle);
  if (status != MPG123_DONE) throw std::runtime_error("cannot decode it");
  return benchmarks::To16Khz(static_cast<int>(rate), mono);
}

}  // namespace

int main(int argc, char** argv) {
  mpg123_init();
  return benchmarks::DecodeLoop(argc, argv, Decode);
}
