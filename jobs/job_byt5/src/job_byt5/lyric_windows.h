#pragma once

#include <cstdint>
#include <vector>

#include "job_byt5/lyrics.h"

namespace job_byt5 {

/// What the encoder sees at once, and so what an embedding depends on.
enum class Context {
  kLine,    ///< Each line for itself.
  kWindow,  ///< As many whole lines as fit, with an end of line between two.
};

/// How lyrics are divided.
struct WindowOptions {
  Context context = Context::kLine;
  std::int64_t max_tokens = 1024;  ///< Of a window, its end among them.
};

/// A text that is encoded for itself: ByT5's tokens, the last of them the end, and for each the
/// time of its word [s]. A space belongs to the word behind it; the end is when the last word ends.
struct Window {
  std::vector<std::int64_t> tokens = {};
  std::vector<double> starts = {};
  std::vector<double> ends = {};
};

/// Throws invalid_argument for windows that could not hold a character, or are too long.
void CheckWindowOptions(const WindowOptions& options);

/// The windows of lyrics, in order. A line that is longer than a window is cut between words, and a
/// word that is longer than one between characters.
std::vector<Window> WindowsOf(const Lyrics& lyrics, const WindowOptions& options);

}  // namespace job_byt5
