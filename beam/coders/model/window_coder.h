#pragma once

#include "beam/base/time/window.h"
#include "beam/coders/coder.h"

namespace beam {

/// How the windows of a PCollection are written where Beam's model has a window: which of its
/// window coders. (As an element or a field a Window is a row, to the microsecond.)
enum class WindowCoder {
  /// beam:coder:global_window:v1: no bytes. Throws invalid_argument for another window.
  kGlobal,
  /// beam:coder:interval_window:v1: the end, then the length in milliseconds as a varint, both
  /// rounded down as InstantCoder does.
  kInterval,
  /// beam:coder:custom_window:v1 around kInterval: the last instant, for engines that know no more
  /// of a window, then the window.
  kCustom,
};

void EncodeWindow(const Window& window, WindowCoder coder, ByteWriter& out);
Window DecodeWindow(WindowCoder coder, ByteReader& in);

}  // namespace beam
