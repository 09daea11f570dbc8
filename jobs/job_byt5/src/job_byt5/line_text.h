#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "job_byt5/lyrics.h"

namespace job_byt5 {

/// A word in the text of its line, without the white space around it.
struct Piece {
  std::string_view space;  ///< What stands before it, unless it is the first.
  std::string_view text;   ///< Of the line that it was made of, which must outlive it.
  double start = 0;        ///< When it is sung [s].
  double end = 0;
};

/// The words of a line. Where one brings the space before it along, as Whisper's words do, they are
/// put together as they are; otherwise there is a space between two, unless the language (such as
/// "ja") writes none. Words of nothing but white space are left out.
std::vector<Piece> PiecesOf(const Line& line, std::string_view language);

/// The text of a line.
std::string TextOf(std::span<const Piece> pieces);

}  // namespace job_byt5
