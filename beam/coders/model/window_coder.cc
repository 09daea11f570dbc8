#include "beam/coders/model/window_coder.h"

#include "beam/coders/timestamp_coder.h"

namespace beam {
namespace {

constexpr std::int64_t kMicrosPerMilli = 1'000;

void EncodeInterval(const Window& window, ByteWriter& out) {
  InstantCoder::Encode(window.end, out);
  const std::int64_t start = InstantCoder::Millis(window.start);
  out.WriteVarint(static_cast<std::uint64_t>(InstantCoder::Millis(window.end)) -
                  static_cast<std::uint64_t>(start));
}

Window DecodeInterval(ByteReader& in) {
  const Timestamp end = InstantCoder::Decode(in);
  const std::uint64_t millis = in.ReadVarint();
  // From any end, no window is longer than down to the least timestamp.
  const std::uint64_t most =
      (static_cast<std::uint64_t>(end.micros) - static_cast<std::uint64_t>(kMinTimestamp.micros)) /
      kMicrosPerMilli;
  if (millis > most) {
    throw Error(ErrorCode::kDataLoss, "window begins before the least timestamp: it is " +
                                          std::to_string(millis) + " milliseconds long");
  }
  const std::uint64_t micros = millis * kMicrosPerMilli;
  return {{static_cast<std::int64_t>(static_cast<std::uint64_t>(end.micros) - micros)}, end};
}

}  // namespace

void EncodeWindow(const Window& window, WindowCoder coder, ByteWriter& out) {
  switch (coder) {
    case WindowCoder::kGlobal:
      if (window == kGlobalWindow) return;
      throw Error(ErrorCode::kInvalidArgument,
                  "a window that is not the global one cannot be written as it: it ends at " +
                      std::to_string(window.end.micros) + " microseconds");
    case WindowCoder::kCustom:
      InstantCoder::Encode(window.MaxTimestamp(), out);
      [[fallthrough]];
    case WindowCoder::kInterval:
      EncodeInterval(window, out);
      return;
  }
}

Window DecodeWindow(WindowCoder coder, ByteReader& in) {
  if (coder == WindowCoder::kGlobal) return kGlobalWindow;
  if (coder == WindowCoder::kCustom) InstantCoder::Decode(in);
  return DecodeInterval(in);
}

}  // namespace beam
