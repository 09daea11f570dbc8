#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/reflection/field_doc.h"
#include "klay_beam/speech/transcript.h"

namespace klay {

/// A row of a table of words.
struct WordRow {
  std::string path;
  std::int64_t line = 0;
  std::string word;
  double start = 0;
  double end = 0;
  std::string language;

  static constexpr beam::FieldDoc kDocs[] = {
      {"path", "The recording."},
      {"line", "Which line of its transcript the word is in, from 0 on."},
      {"word", "The word, without spaces around it."},
      {"start", "When it begins [s]."},
      {"end", "When it ends [s]."},
      {"language", "The language of the recording, such as en."}};
};

/// A row for each word of the recording at `path`, in their order. What is not UTF-8 in words
/// becomes U+FFFD, in the path "\xHH".
std::vector<WordRow> WordRows(std::string_view path, const Transcript& transcript);

}  // namespace klay
