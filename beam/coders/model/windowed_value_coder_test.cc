#include "beam/coders/model/windowed_value_coder.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "beam/coders/model/timer_coder.h"
#include "beam/coders/model/window_coder.h"
#include "beam/coders/timestamp_coder.h"

/// What stands around elements on the wire; its form is checked by standard_coders_test.cc.
namespace beam {
namespace {

using namespace std::string_literals;

constexpr WindowCoder kCoders[] = {WindowCoder::kGlobal, WindowCoder::kInterval,
                                   WindowCoder::kCustom};

template <class Encode>
std::string BytesOf(Encode encode) {
  std::string bytes;
  ByteWriter writer(bytes);
  encode(writer);
  return bytes;
}

Timestamp OnTheWire(Timestamp value) {
  const std::string bytes = BytesOf([&](ByteWriter& out) { InstantCoder::Encode(value, out); });
  ByteReader reader(bytes);
  return InstantCoder::Decode(reader);
}

TEST(InstantCoder, RoundsDownToMilliseconds) {
  EXPECT_EQ(OnTheWire({1999}), Timestamp{1000});
  EXPECT_EQ(OnTheWire({-1}), Timestamp{-1000});
  EXPECT_EQ(OnTheWire({-1000}), Timestamp{-1000});
  EXPECT_EQ(OnTheWire({-1001}), Timestamp{-2000});
}

TEST(InstantCoder, StaysWithinBeamsRange) {
  for (const Timestamp limit : {kMinTimestamp, kMaxTimestamp, kEndOfGlobalWindow}) {
    EXPECT_EQ(OnTheWire(limit), limit);
  }
  EXPECT_EQ(OnTheWire({std::numeric_limits<std::int64_t>::min()}), kMinTimestamp);
  EXPECT_EQ(OnTheWire({std::numeric_limits<std::int64_t>::max()}), kMaxTimestamp);
  ByteReader before(std::string_view("\0\0\0\0\0\0\0\0", 8));
  EXPECT_THROW(InstantCoder::Decode(before), Error);
  ByteReader after("\xff\xff\xff\xff\xff\xff\xff\xff");
  EXPECT_THROW(InstantCoder::Decode(after), Error);
}

TEST(WindowCoder, AnElementStaysInItsWindow) {
  const Window window{{-1500}, {-500}};
  const std::string bytes =
      BytesOf([&](ByteWriter& out) { EncodeWindow(window, WindowCoder::kInterval, out); });
  ByteReader reader(bytes);
  const Window decoded = DecodeWindow(WindowCoder::kInterval, reader);
  EXPECT_EQ(decoded, (Window{{-2000}, {-1000}}));
  EXPECT_TRUE(decoded.Contains(OnTheWire({-1500})));
}

TEST(WindowCoder, TheGlobalWindowHasEveryForm) {
  for (const WindowCoder coder : kCoders) {
    const std::string bytes =
        BytesOf([&](ByteWriter& out) { EncodeWindow(kGlobalWindow, coder, out); });
    ByteReader reader(bytes);
    EXPECT_EQ(DecodeWindow(coder, reader), kGlobalWindow);
    EXPECT_EQ(reader.remaining(), 0U);
  }
}

TEST(WindowCoder, AnotherWindowIsNotWrittenAsTheGlobalOne) {
  std::string bytes;
  ByteWriter writer(bytes);
  EXPECT_THROW(EncodeWindow({{0}, {1}}, WindowCoder::kGlobal, writer), Error);
}

TEST(WindowCoder, AWindowFromBeforeAllTimeIsDataLoss) {
  const std::string bytes = BytesOf([](ByteWriter& out) {
    InstantCoder::Encode({0}, out);
    out.WriteVarint(9'223'372'036'854'776);
  });
  ByteReader reader(bytes);
  EXPECT_THROW(DecodeWindow(WindowCoder::kInterval, reader), Error);
}

Pane OnTheWire(const Pane& pane) {
  const std::string bytes = BytesOf([&](ByteWriter& out) { EncodePane(pane, out); });
  ByteReader reader(bytes);
  const Pane decoded = DecodePane(reader);
  EXPECT_EQ(reader.remaining(), 0U);
  return decoded;
}

TEST(PaneCoder, KeepsWhatTriggersMake) {
  for (const bool first : {false, true}) {
    for (const bool last : {false, true}) {
      for (const Pane pane : {Pane{first, last, PaneTiming::kUnknown, 0, 0},
                              Pane{first, last, PaneTiming::kEarly, 0, -1},
                              Pane{first, last, PaneTiming::kEarly, 1000, -1},
                              Pane{first, last, PaneTiming::kOnTime, 0, 0},
                              Pane{first, last, PaneTiming::kOnTime, 7, 0},
                              Pane{first, last, PaneTiming::kLate, 7, 7},
                              Pane{first, last, PaneTiming::kLate, 300, 299}}) {
        EXPECT_EQ(OnTheWire(pane), pane);
      }
    }
  }
}

TEST(PaneCoder, AnUnknownFormIsDataLoss) {
  ByteReader reader("\x3f");
  EXPECT_THROW(DecodePane(reader), Error);
}

TEST(WindowedValueHeader, HasAWindow) {
  std::string bytes;
  ByteWriter writer(bytes);
  InstantCoder::Encode({0}, writer);
  writer.WriteBytes("\0\0\0\0\x0f"s);
  ByteReader reader(bytes);
  EXPECT_THROW(WindowedValueHeader::Decode(WindowCoder::kGlobal, reader), Error);
}

TEST(WindowedValueHeader, GoesBothWaysWithEveryWindowCoder) {
  const Pane pane{false, true, PaneTiming::kLate, 3, 2};
  for (const WindowCoder coder : kCoders) {
    std::vector<Window> windows{kGlobalWindow};
    if (coder != WindowCoder::kGlobal) windows = {{{0}, {1000}}, {{-5000}, {2000}}};
    const WindowedValueHeader header{{7000}, Windows(windows, pane)};
    const std::string bytes = BytesOf([&](ByteWriter& out) { header.Encode(coder, out); });
    ByteReader reader(bytes);
    const WindowedValueHeader decoded = WindowedValueHeader::Decode(coder, reader);
    EXPECT_EQ(decoded.timestamp, header.timestamp);
    EXPECT_EQ(decoded.windows, header.windows);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      ByteReader cut(std::string_view(bytes).substr(0, length));
      EXPECT_THROW(WindowedValueHeader::Decode(coder, cut), Error) << length;
    }
  }
}

TEST(TimerData, ATimerThatIsTakenBackHasNoTimes) {
  const TimerData timer{.tag = "t",
                        .windows = Windows(),
                        .clear = true,
                        .fire_timestamp = {1000},
                        .hold_timestamp = {1000}};
  const std::string bytes =
      BytesOf([&](ByteWriter& out) { timer.Encode(WindowCoder::kGlobal, out); });
  EXPECT_EQ(bytes, "\x01t\0\0\0\x01\x01"s);
  ByteReader reader(bytes);
  const TimerData decoded = TimerData::Decode(WindowCoder::kGlobal, reader);
  EXPECT_TRUE(decoded.clear);
  EXPECT_EQ(decoded.fire_timestamp, Timestamp{});
}

}  // namespace
}  // namespace beam
