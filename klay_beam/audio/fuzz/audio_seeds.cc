#include "klay_beam/audio/fuzz/audio_seeds.h"

#include "beam/base/error.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/sox_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {

namespace {

/// Two Ogg files in a row.
std::string Chain(const testing::TemporaryFolder& folder) {
  std::string chain;
  for (const std::string number : {"1", "2"}) {
    const std::string path = folder.Path("link" + number);
    testing::WriteReference({.name = "Link",
                             .suffix = "",
                             .encoder = {"-c:a", "libopus", "-serial_offset", number, "-f", "ogg"}},
                            path, 0.02);
    chain += testing::ReadWhole(path);
  }
  return chain;
}

std::string BigEndianExtensibleWave(const testing::TemporaryFolder& folder) {
  const std::string path = folder.Path("rifx.wav");
  testing::RunSox({"-n", "-r", "16000", "-b", "24", "-B", path, "synth", "0.02", "sine", "500"});
  return testing::ReadWhole(path);
}

}  // namespace

std::vector<std::string> AudioSeeds() {
  const testing::TemporaryFolder folder;
  std::vector<std::string> seeds = {Chain(folder), BigEndianExtensibleWave(folder)};
  for (const testing::ReferenceFormat& format : testing::ReferenceFormats()) {
    const std::string path = folder.Path(format.name + format.suffix);
    testing::WriteReference(format, path, 0.02);
    seeds.push_back(testing::ReadWhole(path));
  }
  return seeds;
}

void TryOnBadFile(const std::function<void()>& decode) {
  try {
    decode();
  } catch (const beam::Error& error) {
    if (error.code() == beam::ErrorCode::kInternal) throw;
  }
}

}  // namespace klay
