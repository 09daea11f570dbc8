#include "beam/base/freed_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

namespace beam {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kBlocks = 16;

long PagesFromTheSystem() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

TEST(FreedMemory, IsUsedAgainWithoutNewPages) {
  KeepFreedMemory();
  const auto fill = [] { std::vector<std::string>(kBlocks, std::string(kBlockBytes, 'x')); };
  fill();
  const long before = PagesFromTheSystem();
  for (int i = 0; i < 10; ++i) fill();
  // Given back and taken anew, each time would take all of a time's pages.
  EXPECT_LT(PagesFromTheSystem() - before, static_cast<long>(kBlocks * kBlockBytes / kPageBytes));
}

}  // namespace
}  // namespace beam
