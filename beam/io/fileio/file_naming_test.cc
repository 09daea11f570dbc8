#include "beam/io/fileio/file_naming.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "beam/base/error.h"

namespace beam::io {
namespace {

using ::testing::HasSubstr;

constexpr Window kHour{{0}, {3600000000}};

Windowing WindowingOf(bool is_windowed) {
  Windowing windowing;
  if (is_windowed) windowing.window_fn = std::make_shared<const FixedWindows>(Hours(1));
  return windowing;
}

std::string NameOf(const OutputFiles& files, bool is_windowed = false, const Pane& pane = {}) {
  return FileNaming("out/x", files, WindowingOf(is_windowed))
      .Name(is_windowed ? kHour : kGlobalWindow, pane, 2, 5);
}

TEST(FileNaming, CountsShardsAsBeamDoes) {
  EXPECT_EQ(NameOf({}), "out/x-00002-of-00005");
  EXPECT_EQ(NameOf({.suffix = ".txt"}), "out/x-00002-of-00005.txt");
}

TEST(FileNaming, FillsInATemplate) {
  EXPECT_EQ(NameOf({.shard_name_template = "/SS.of.NNNN.S_"}), "out/x/02.of.0005.2_");
  EXPECT_EQ(NameOf({.num_shards = 1, .shard_name_template = "-only"}), "out/x-only");
  EXPECT_EQ(NameOf({.shard_name_template = ""}), "out/x");
  EXPECT_EQ(NameOf({.shard_name_template = "-W-S"}), "out/x-GlobalWindow-2");
}

TEST(FileNaming, NumbersMayBeLongerThanTheLetters) {
  const FileNaming naming("x", {.shard_name_template = "-S-of-N"}, WindowingOf(false));
  EXPECT_EQ(naming.Name(kGlobalWindow, {}, 123, 4567), "x-123-of-4567");
}

TEST(FileNaming, WindowsAndPanesAreInTheName) {
  const std::string window = "1970-01-01T00:00:00.000Z-1970-01-01T01:00:00.000Z";
  EXPECT_EQ(NameOf({}, true), "out/x-" + window + "-00002-of-00005");
  EXPECT_EQ(NameOf({.shard_name_template = "PW-S"}, true), "out/x" + window + "-2");
  const Pane on_time{.is_first = true, .is_last = false, .timing = PaneTiming::kOnTime};
  EXPECT_EQ(NameOf({}, true, on_time), "out/x-" + window + "-00002-of-00005");
  const Pane early{.is_first = true, .is_last = false, .timing = PaneTiming::kEarly, .index = 0};
  EXPECT_EQ(NameOf({}, true, early), "out/x-" + window + "-pane-0-00002-of-00005");
  const Pane late{.is_first = false, .is_last = true, .timing = PaneTiming::kLate, .index = 3};
  EXPECT_EQ(NameOf({}, true, late), "out/x-" + window + "-pane-3-late-last-00002-of-00005");
}

TEST(FileNaming, NamesThatCouldMeanTwoFilesAreRefused) {
  const auto refusal = [](const OutputFiles& files, bool is_windowed, const std::string& prefix) {
    try {
      FileNaming(prefix, files, WindowingOf(is_windowed));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
      return error.message();
    }
    return std::string("taken");
  };
  EXPECT_THAT(refusal({.shard_name_template = "-N"}, false, "x"), HasSubstr("need num_shards = 1"));
  EXPECT_THAT(refusal({.shard_name_template = "-S"}, true, "x"), HasSubstr("letter W"));
  EXPECT_THAT(refusal({.shard_name_template = ""}, true, "x"), HasSubstr("letter W"));
  EXPECT_THAT(refusal({.num_shards = -1}, false, "x"), HasSubstr("negative: x-SSSSS-of-NNNNN"));
  EXPECT_THAT(refusal({}, false, ""), HasSubstr("no name before their shard"));
  EXPECT_EQ(refusal({.num_shards = 1, .shard_name_template = "-W"}, true, "x"), "taken");
}

TEST(FileNaming, WhatMayBeLateNeedsItsPane) {
  Windowing late = WindowingOf(true);
  late.allowed_lateness = Seconds(1);
  EXPECT_THROW(FileNaming("x", {.shard_name_template = "-W-S"}, late), Error);
  EXPECT_EQ(FileNaming("x", {}, late).pattern(), "x-W-P-SSSSS-of-NNNNN");
}

}  // namespace
}  // namespace beam::io
