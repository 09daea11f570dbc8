#include "klay_beam/speech/whisper/words.h"

#include <algorithm>
#include <string_view>

namespace klay {
namespace {

constexpr std::string_view kOpening = "\"'“¿([{-";
constexpr std::string_view kClosing = "\"'.。,，!！?？:：”)]}、";
constexpr std::string_view kSentenceEnds = ".。!！?？";
constexpr double kLongestMedian = 0.7;

double Length(const AlignedWord& word) {
  return word.end - word.start;
}

bool EndsSentence(const AlignedWord& word) {
  return kSentenceEnds.find(word.text) != std::string_view::npos;
}

std::string_view WithoutSpaces(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

void Move(AlignedWord& from, AlignedWord& to) {
  to.tokens += from.tokens;
  from.tokens = 0;
  from.text.clear();
}

/// The first words after a pause seem long, since the pause is counted with them.
void ShortenAfterPause(std::vector<WhisperWord>& words, const WordPace& pace, double last_speech) {
  WhisperWord& first = words[0];
  if (first.end - last_speech <= 4 * pace.median) return;
  const bool two = words.size() > 1;
  if (first.end - first.start <= pace.longest &&
      !(two && words[1].end - first.start > 2 * pace.longest)) {
    return;
  }
  if (two && words[1].end - words[1].start > pace.longest) {
    const double boundary = std::max(words[1].end / 2, words[1].end - pace.longest);
    first.end = words[1].start = boundary;
  }
  first.start = std::max(0.0, first.end - pace.longest);
}

/// The segment's times are its words', unless a word at its ends is much longer than the segment.
void FitTimes(WhisperSegment& segment, const WordPace& pace) {
  WhisperWord& first = segment.words.front();
  if (segment.start < first.end && segment.start - 0.5 > first.start) {
    first.start = std::max(0.0, std::min(first.end - pace.median, segment.start));
  } else {
    segment.start = first.start;
  }
  WhisperWord& last = segment.words.back();
  if (segment.end > last.start && segment.end + 0.5 < last.end) {
    last.end = std::max(last.start + pace.median, segment.end);
  } else {
    segment.end = last.end;
  }
}

}  // namespace

WordPace PaceOf(std::span<const AlignedWord> words) {
  std::vector<double> lengths;
  for (const AlignedWord& word : words) {
    if (Length(word) != 0) lengths.push_back(Length(word));
  }
  if (lengths.empty()) return {};
  std::ranges::sort(lengths);
  const std::size_t half = lengths.size() / 2;
  const double middle =
      lengths.size() % 2 == 1 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2;
  const double median = std::min(kLongestMedian, middle);
  return {.median = median, .longest = 2 * median};
}

void ShortenAtSentenceEnds(std::span<AlignedWord> words, const WordPace& pace) {
  if (pace.longest == 0) return;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (Length(words[i]) <= pace.longest) continue;
    if (EndsSentence(words[i])) {
      words[i].end = words[i].start + pace.longest;
    } else if (EndsSentence(words[i - 1])) {
      words[i].start = words[i].end - pace.longest;
    }
  }
}

void MergePunctuation(std::span<AlignedWord> words) {
  for (std::size_t i = words.size(), next = words.size(); i-- > 0;) {
    AlignedWord& word = words[i];
    const bool opens = next < words.size() && word.text.starts_with(' ') &&
                       kOpening.find(WithoutSpaces(word.text)) != std::string_view::npos;
    if (opens) {
      words[next].text = word.text + words[next].text;
      Move(word, words[next]);
    } else {
      next = i;
    }
  }
  std::size_t before = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    AlignedWord& word = words[i];
    const bool closes =
        !words[before].text.ends_with(' ') && kClosing.find(word.text) != std::string_view::npos;
    if (closes) {
      words[before].text += word.text;
      Move(word, words[before]);
    } else {
      before = i;
    }
  }
}

void GiveWordsToSegments(std::span<const AlignedWord> words, const WordPace& pace,
                         std::span<const std::size_t> text_tokens,
                         std::span<WhisperSegment> segments) {
  std::size_t next = 0;
  double last_speech = 0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    WhisperSegment& segment = segments[s];
    for (std::size_t taken = 0; next < words.size() && taken < text_tokens[s]; ++next) {
      const AlignedWord& word = words[next];
      taken += word.tokens;
      if (word.text.empty()) continue;
      segment.words.push_back({.word = word.text,
                               .start = word.start,
                               .end = word.end,
                               .probability = word.probability});
    }
    if (segment.words.empty()) continue;
    ShortenAfterPause(segment.words, pace, last_speech);
    FitTimes(segment, pace);
    last_speech = segment.end;
  }
}

}  // namespace klay
