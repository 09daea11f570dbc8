#pragma once

#include "beam/base/time/timestamp.h"
#include "beam/base/time/windows.h"
#include "beam/coders/coder.h"
#include "beam/coders/model/window_coder.h"

namespace beam {

/// What stands before a value in beam:coder:windowed_value:v1: its timestamp, windows and pane. The
/// value follows by its own coder. The payload of a beam:coder:param_windowed_value:v1 is such a
/// header, too, before empty bytes: it is that of every value, and the values stand alone.
struct WindowedValueHeader {
  Timestamp timestamp = kMinTimestamp;
  Windows windows = {};

  void Encode(WindowCoder coder, ByteWriter& out) const;
  /// Throws data_loss when there is no window.
  static WindowedValueHeader Decode(WindowCoder coder, ByteReader& in);
};

/// A pane is one byte when it is its window's first or of unknown timing, with one or two indices
/// otherwise. Indices of a pane of unknown timing are not written.
void EncodePane(const Pane& pane, ByteWriter& out);
Pane DecodePane(ByteReader& in);

namespace internal {

/// The windows of an element: a 32-bit big-endian count, then each.
void EncodeWindows(const Windows& windows, WindowCoder coder, ByteWriter& out);
/// At least one, or data_loss.
std::vector<Window> DecodeWindows(WindowCoder coder, ByteReader& in);

}  // namespace internal
}  // namespace beam
