#pragma once

#include <string>

#include "beam/base/time/timestamp.h"
#include "beam/base/time/windows.h"
#include "beam/coders/coder.h"
#include "beam/coders/model/window_coder.h"

namespace beam {

/// What follows the key in beam:coder:timer:v1: a user's timer that is set, or taken back. The key
/// stands before it by its own coder.
struct TimerData {
  std::string tag;  ///< Tells several timers of a family and a key apart.
  Windows windows = {};
  bool clear = false;  ///< Taken back; what is below is then not written.
  Timestamp fire_timestamp = {};
  Timestamp hold_timestamp = {};  ///< Of what the timer puts out.

  void Encode(WindowCoder coder, ByteWriter& out) const;
  static TimerData Decode(WindowCoder coder, ByteReader& in);
};

}  // namespace beam
