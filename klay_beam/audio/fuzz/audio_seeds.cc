#include "klay_beam/audio/fuzz/audio_seeds.h"

#include "beam/base/error.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {

std::vector<std::string> AudioSeeds() {
  const testing::TemporaryFolder folder;
  std::vector<std::string> seeds;
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
