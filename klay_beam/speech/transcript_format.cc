#include "klay_beam/speech/transcript_format.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/json/json_writer.h"
#include "beam/io/record/record.h"
#include "klay_beam/speech/text_line.h"

namespace klay {
namespace {

std::int64_t Milliseconds(double seconds) {
  if (!std::isfinite(seconds)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "a transcript's times are numbers: " + std::to_string(seconds));
  }
  // Within what is exact in a double.
  return std::llround(std::clamp(seconds, 0.0, 1e12) * 1000);
}

std::string Padded(std::int64_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// "00:01:02.345"; hours have as many digits as they take, from two on.
std::string ClockTime(std::int64_t milliseconds, char decimal_point) {
  const std::int64_t seconds = milliseconds / 1000;
  return Padded(seconds / 3600, 2) + ":" + Padded(seconds / 60 % 60, 2) + ":" +
         Padded(seconds % 60, 2) + decimal_point + Padded(milliseconds % 1000, 3);
}

/// From when to when a line is shown: a moment at least, since players leave out what is shorter.
std::string CueTimes(const TranscriptLine& line, char decimal_point) {
  const std::int64_t start = Milliseconds(line.start);
  const std::int64_t end = std::max(Milliseconds(line.end), start + 1);
  return ClockTime(start, decimal_point) + " --> " + ClockTime(end, decimal_point);
}

std::string ReplaceAll(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// What players take for a tag, "<i>" or "{\an8}", or for a cue's times.
std::string WithoutSrtMarkup(std::string text) {
  text = ReplaceAll(std::move(text), "-->", "\u2192");
  text = ReplaceAll(std::move(text), "{\\", "(\\");
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (next == '/' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
      text.replace(at, 1, "\u2039");
    }
  }
  return text;
}

/// https://www.w3.org/TR/webvtt1/#webvtt-cue-text
std::string EscapedForVtt(std::string text) {
  text = ReplaceAll(std::move(text), "&", "&amp;");
  text = ReplaceAll(std::move(text), "<", "&lt;");
  return ReplaceAll(std::move(text), ">", "&gt;");
}

std::string Srt(const Transcript& transcript) {
  std::string file;
  int number = 0;
  for (const TranscriptLine& line : transcript.lyrics) {
    const std::string times = CueTimes(line, ',');
    const std::string text = WithoutSrtMarkup(TextOf(line));
    if (text.empty()) continue;
    file += std::to_string(++number) + "\n" + times + "\n" + text + "\n\n";
  }
  return file;
}

std::string Vtt(const Transcript& transcript) {
  std::string file = "WEBVTT\n";
  for (const TranscriptLine& line : transcript.lyrics) {
    const std::string times = CueTimes(line, '.');
    const std::string text = EscapedForVtt(TextOf(line));
    if (!text.empty()) file += "\n" + times + "\n" + text + "\n";
  }
  return file;
}

std::string Txt(const Transcript& transcript) {
  std::string file;
  for (const TranscriptLine& line : transcript.lyrics) {
    const std::string text = TextOf(line);
    if (!text.empty()) file += text + "\n";
  }
  return file;
}

/// [start, end] as files have it.
template <class Timed>
void RoundTimes(Timed& timed) {
  const std::int64_t start = Milliseconds(timed.start);
  const std::int64_t end = std::max(Milliseconds(timed.end), start);
  timed.start = static_cast<double>(start) / 1000;
  timed.end = static_cast<double>(end) / 1000;
}

std::string Json(Transcript transcript) {
  for (TranscriptLine& line : transcript.lyrics) {
    RoundTimes(line);
    for (TranscriptWord& word : line.words) {
      RoundTimes(word);
      word.word = ValidUtf8(word.word);
    }
  }
  for (std::string* text : {&transcript.language, &transcript.model, &transcript.version}) {
    *text = ValidUtf8(*text);
  }
  std::string file;
  beam::io::JsonWriter writer(file);
  beam::io::WriteRecord(transcript, writer);
  return file + "\n";
}

}  // namespace

std::string_view SuffixOf(TranscriptFormat format) {
  switch (format) {
    case TranscriptFormat::kJson:
      return ".whisper.json";
    case TranscriptFormat::kSrt:
      return ".srt";
    case TranscriptFormat::kVtt:
      return ".vtt";
    case TranscriptFormat::kTxt:
      return ".txt";
  }
  throw beam::Error(beam::ErrorCode::kInvalidArgument, "no such format of transcripts");
}

std::string EncodeTranscript(const Transcript& transcript, TranscriptFormat format) {
  switch (format) {
    case TranscriptFormat::kJson:
      return Json(transcript);
    case TranscriptFormat::kSrt:
      return Srt(transcript);
    case TranscriptFormat::kVtt:
      return Vtt(transcript);
    case TranscriptFormat::kTxt:
      return Txt(transcript);
  }
  throw beam::Error(beam::ErrorCode::kInvalidArgument, "no such format of transcripts");
}

}  // namespace klay
