// Files with flipped bytes: a result or a beam::Error, never a crash or a hang.
#include <gtest/gtest.h>

#include <random>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/temporary_folder.h"

/// Read by AddressSanitizer: no file of these tests justifies more.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name for it.
extern "C" const char* __asan_default_options() {
  return "max_allocation_size_mb=256:hard_rss_limit_mb=2048";
}

namespace klay {
namespace {

constexpr int kSeeds = 200;

class DecodeMutated : public ::testing::TestWithParam<testing::ReferenceFormat> {};

/// Seed 0 leaves the file as it is.
std::string Mutate(std::string bytes, uint64_t seed) {
  if (seed == 0) return bytes;
  std::mt19937_64 random(seed);
  // Half of the cases hit the headers only: there is where the lengths are.
  const size_t range = seed % 2 == 0 ? std::min<size_t>(bytes.size(), 512) : bytes.size();
  const uint64_t flips = 1 + random() % 12;
  for (uint64_t i = 0; i < flips; ++i) {
    const size_t at = random() % range;
    bytes[at] = static_cast<char>(random() % 4 == 0 ? 0xFF : random());
  }
  if (random() % 8 == 0) bytes.resize(random() % bytes.size());
  return bytes;
}

TEST_P(DecodeMutated, GivesAResultOrAnError) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  testing::WriteReference(GetParam(), path, 0.15);
  const std::string whole = testing::ReadWhole(path);
  int decoded = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const auto source = OpenMemorySource("mutated", Mutate(whole, seed));
    try {
      const Decoded result = Decode(*source, {.sample_rate = 16000, .channels = 1});
      EXPECT_GT(result.source_seconds, 0);
      ++decoded;
    } catch (const beam::Error& error) {
      EXPECT_NE(error.code(), beam::ErrorCode::kInternal) << error.what();
    }
  }
  EXPECT_GT(decoded, 0);
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeMutated, ::testing::ValuesIn(testing::ReferenceFormats()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace klay
