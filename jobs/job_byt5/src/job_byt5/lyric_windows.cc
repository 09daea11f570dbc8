#include "job_byt5/lyric_windows.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "job_byt5/line_text.h"
#include "klay_beam/text/byt5_tokenizer.h"

namespace job_byt5 {
namespace {

/// A character and the end.
constexpr std::int64_t kMinTokens = 5;
/// The attention of a longer one would need gigabytes.
constexpr std::int64_t kMaxTokens = 8192;

/// The length of the characters at the front of `text` that are `room` bytes at most.
std::size_t FittingLength(std::string_view text, std::size_t room) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t more =
        std::max<std::size_t>(beam::Utf8CharacterLength(text.substr(length)), 1);
    if (length + more > room) break;
    length += more;
  }
  return length;
}

class WindowBuilder {
 public:
  explicit WindowBuilder(const WindowOptions& options)
      : context_(options.context), room_(static_cast<std::size_t>(options.max_tokens) - 1) {}

  /// Begins a line of so many bytes.
  void BeginLine(std::size_t size) {
    is_new_line_ = true;
    if (context_ == Context::kLine || window_.tokens.size() + 1 + size > room_) EndWindow();
  }

  void Add(const Piece& piece) {
    std::string_view space = std::exchange(is_new_line_, false) ? "\n" : piece.space;
    if (window_.tokens.size() + space.size() + piece.text.size() > room_) EndWindow();
    if (!window_.tokens.empty()) Append(space, piece);
    std::string_view text = piece.text;
    while (text.size() > room_) {
      const std::size_t fitting = FittingLength(text, room_);
      Append(text.substr(0, fitting), piece);
      text.remove_prefix(fitting);
      EndWindow();
    }
    Append(text, piece);
  }

  std::vector<Window> Take() {
    EndWindow();
    return std::move(windows_);
  }

 private:
  void Append(std::string_view text, const Piece& piece) {
    for (const std::int64_t token : klay::TokenizeByt5(text))
      AppendToken(token, piece.start, piece.end);
  }

  void AppendToken(std::int64_t token, double start, double end) {
    window_.tokens.push_back(token);
    window_.starts.push_back(start);
    window_.ends.push_back(end);
  }

  void EndWindow() {
    if (window_.tokens.empty()) return;
    const double end = window_.ends.back();
    AppendToken(klay::kByt5End, end, end);
    windows_.push_back(std::exchange(window_, {}));
  }

  const Context context_;
  const std::size_t room_;  ///< For bytes.
  bool is_new_line_ = false;
  Window window_;
  std::vector<Window> windows_;
};

}  // namespace

void CheckWindowOptions(const WindowOptions& options) {
  if (options.max_tokens >= kMinTokens && options.max_tokens <= kMaxTokens) return;
  throw beam::Error(beam::ErrorCode::kInvalidArgument, "--max_tokens is from " +
                                                           std::to_string(kMinTokens) + " to " +
                                                           std::to_string(kMaxTokens) + ": found " +
                                                           std::to_string(options.max_tokens));
}

std::vector<Window> WindowsOf(const Lyrics& lyrics, const WindowOptions& options) {
  WindowBuilder builder(options);
  for (const Line& line : lyrics.lyrics) {
    const std::vector<Piece> pieces = PiecesOf(line, lyrics.language.value_or(""));
    builder.BeginLine(TextOf(pieces).size());
    for (const Piece& piece : pieces) builder.Add(piece);
  }
  return builder.Take();
}

}  // namespace job_byt5
