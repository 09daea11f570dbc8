#pragma once

#include <string>
#include <string_view>

#include "klay_beam/speech/transcript.h"

namespace klay {

/// What a transcript is written as, each to a file of its own.
enum class TranscriptFormat {
  kJson,  ///< Everything, on one line, see Transcript.
  kSrt,   ///< SubRip subtitles.
  kVtt,   ///< WebVTT subtitles.
  kTxt,   ///< The text, a line each.
};

/// What the names of such files end in: ".whisper.json", ".srt", ".vtt", ".txt".
std::string_view SuffixOf(TranscriptFormat format);

/// The file's bytes. Times are to the millisecond, those in front of the recording 0, and ends not
/// before starts. Bytes that are not UTF-8 become U+FFFD. In subtitles and text a line's text is on
/// one line, without control characters; lines without text are left out, and what would be read as
/// markup is escaped: in SRT, which has no escapes, by characters that look alike. An empty
/// transcript is a file without lines.
///
/// Throws invalid_argument for a time that is no number, or infinite.
std::string EncodeTranscript(const Transcript& transcript, TranscriptFormat format);

}  // namespace klay
