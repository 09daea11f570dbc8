#pragma once

#include <optional>
#include <string>
#include <vector>

namespace job_byt5 {

/// A word, and when it is sung [s from the recording's beginning].
struct Word {
  std::string word;
  double start = 0;
  double end = 0;
};

/// What is sung in one go.
struct Line {
  std::vector<Word> words;
};

/// What the job needs of a .whisper.json file; it may have more.
struct Lyrics {
  std::vector<Line> lyrics;
  std::optional<std::string> language = {};  ///< "en"
};

}  // namespace job_byt5
