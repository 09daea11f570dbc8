#include "beam/coders/model/windowed_value_coder.h"

#include "beam/coders/list_coding.h"
#include "beam/coders/timestamp_coder.h"

namespace beam {
namespace {

/// The upper half of a pane's first byte.
enum class PaneForm : std::uint8_t { kFirst = 0, kOneIndex = 1, kTwoIndices = 2 };

PaneForm FormOf(const Pane& pane) {
  if (pane.timing == PaneTiming::kUnknown) return PaneForm::kFirst;
  if (pane.index == 0 && pane.nonspeculative_index == 0) return PaneForm::kFirst;
  const bool is_early = pane.timing == PaneTiming::kEarly;
  if (is_early || pane.index == pane.nonspeculative_index) return PaneForm::kOneIndex;
  return PaneForm::kTwoIndices;
}

std::int64_t ReadIndex(ByteReader& in) {
  return static_cast<std::int64_t>(in.ReadVarint());
}

}  // namespace

void EncodePane(const Pane& pane, ByteWriter& out) {
  const PaneForm form = FormOf(pane);
  const int flags = (pane.is_first ? 1 : 0) | (pane.is_last ? 2 : 0);
  out.WriteByte(static_cast<std::uint8_t>(flags | static_cast<int>(pane.timing) << 2 |
                                          static_cast<int>(form) << 4));
  if (form == PaneForm::kFirst) return;
  out.WriteVarint(static_cast<std::uint64_t>(pane.index));
  if (form == PaneForm::kTwoIndices) {
    out.WriteVarint(static_cast<std::uint64_t>(pane.nonspeculative_index));
  }
}

Pane DecodePane(ByteReader& in) {
  const std::uint8_t first = in.ReadByte();
  Pane pane{.is_first = (first & 1) != 0,
            .is_last = (first & 2) != 0,
            .timing = static_cast<PaneTiming>(first >> 2 & 3)};
  switch (static_cast<PaneForm>(first >> 4)) {
    case PaneForm::kFirst:
      return pane;
    case PaneForm::kOneIndex:
      pane.index = ReadIndex(in);
      pane.nonspeculative_index = pane.timing == PaneTiming::kEarly ? -1 : pane.index;
      return pane;
    case PaneForm::kTwoIndices:
      pane.index = ReadIndex(in);
      pane.nonspeculative_index = ReadIndex(in);
      return pane;
  }
  throw Error(ErrorCode::kDataLoss, "pane begins with an unknown byte: " + std::to_string(first));
}

void WindowedValueHeader::Encode(WindowCoder coder, ByteWriter& out) const {
  InstantCoder::Encode(timestamp, out);
  internal::EncodeWindows(windows, coder, out);
  EncodePane(windows.pane(), out);
}

WindowedValueHeader WindowedValueHeader::Decode(WindowCoder coder, ByteReader& in) {
  const Timestamp timestamp = InstantCoder::Decode(in);
  std::vector<Window> windows = internal::DecodeWindows(coder, in);
  const Pane pane = DecodePane(in);
  return {timestamp, Windows(std::move(windows), pane)};
}

namespace internal {

void EncodeWindows(const Windows& windows, WindowCoder coder, ByteWriter& out) {
  out.WriteBigEndian32(static_cast<std::uint32_t>(windows.all().size()));
  for (const Window& window : windows.all()) EncodeWindow(window, coder, out);
}

std::vector<Window> DecodeWindows(WindowCoder coder, ByteReader& in) {
  std::vector<Window> windows;
  for (ListReader list(in); list.Next();) windows.push_back(DecodeWindow(coder, in));
  if (windows.empty()) throw Error(ErrorCode::kDataLoss, "a value is in no window");
  return windows;
}

}  // namespace internal
}  // namespace beam
