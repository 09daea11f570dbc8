#include "beam/coders/model/timer_coder.h"

#include <utility>

#include "beam/coders/bool_coder.h"
#include "beam/coders/model/windowed_value_coder.h"
#include "beam/coders/string_coder.h"
#include "beam/coders/timestamp_coder.h"

namespace beam {

void TimerData::Encode(WindowCoder coder, ByteWriter& out) const {
  Coder<std::string>::Encode(tag, out);
  internal::EncodeWindows(windows, coder, out);
  Coder<bool>::Encode(clear, out);
  if (clear) return;
  InstantCoder::Encode(fire_timestamp, out);
  InstantCoder::Encode(hold_timestamp, out);
  EncodePane(windows.pane(), out);
}

TimerData TimerData::Decode(WindowCoder coder, ByteReader& in) {
  TimerData timer;
  timer.tag = Coder<std::string>::Decode(in);
  std::vector<Window> windows = internal::DecodeWindows(coder, in);
  timer.clear = Coder<bool>::Decode(in);
  Pane pane;
  if (!timer.clear) {
    timer.fire_timestamp = InstantCoder::Decode(in);
    timer.hold_timestamp = InstantCoder::Decode(in);
    pane = DecodePane(in);
  }
  timer.windows = Windows(std::move(windows), pane);
  return timer;
}

}  // namespace beam
