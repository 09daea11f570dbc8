#include "beam/worker/status/worker_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace beam::worker {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(StatusPage, SaysWhatTheWorkerDoes) {
  WorkerStatus status{.worker_id = "w1"};
  status.age = milliseconds(61'500);
  status.resident_bytes = 123'400'000;
  status.bundles = {{.instruction_id = "i1",
                     .descriptor_id = "d1",
                     .age = milliseconds(2000),
                     .elements_read = 5,
                     .stays = milliseconds(100)},
                    {.instruction_id = "i2",
                     .descriptor_id = "d2",
                     .age = milliseconds(9000),
                     .elements_read = 7,
                     .step = "t3 \"Load\"",
                     .stays = milliseconds(8000)}};
  status.cache = {
      .entries = 3, .bytes = 500'000, .max_bytes = 100'000'000, .hits = 40, .misses = 2};
  status.bytes_queued = {{"i2", 17}, {"i3", 4}};
  const std::string page = StatusPage(status);
  EXPECT_THAT(page, AllOf(StartsWith("klay_beam "), HasSubstr(", worker w1: process "),
                          HasSubstr("beam_worker_test"),
                          HasSubstr("\nup for 61.5 s, 123.4 MB resident\n")));
  EXPECT_THAT(
      page, EndsWith("bundles in flight: 2\n"
                     "  instruction i2, descriptor d2: for 9.0 s; 7 elements read, 17 bytes wait\n"
                     "    in step t3 \"Load\" for 8.0 s\n"
                     "  instruction i1, descriptor d1: for 2.0 s; 5 elements read, 0 bytes wait\n"
                     "    between steps for 0.1 s\n"
                     "\n"
                     "state cache: 3 entries, 0.5 MB of 100.0 MB; 40 hits, 2 misses\n"
                     "data streams: 21 bytes for 2 bundles wait to be read\n"));
}

TEST(ResidentBytes, GrowWithWhatIsUsed) {
  const std::size_t before = ResidentBytes();
  EXPECT_GT(before, 0U);
  const std::vector<char> used(100 << 20, 'x');
  EXPECT_GT(ResidentBytes(), before + (50 << 20)) << used.size();
}

}  // namespace
}  // namespace beam::worker
