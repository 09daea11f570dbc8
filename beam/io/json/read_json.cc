#include "beam/io/json/read_json.h"

#include <optional>

#include "beam/base/error.h"

namespace beam::io::internal {
namespace {

/// Numbers lines by counting from the last one that was asked for.
class LineNumbers {
 public:
  /// For lines of `file` from byte `start` on. Those before it are counted when the first number
  /// is asked for, which reads the file up to there.
  LineNumbers(const TextLines& lines, const ReadableFile& file, std::int64_t start)
      : lines_(lines), file_(file) {
    if (start == 0) number_ = 0;
  }

  void Pass() {
    if (number_.has_value()) ++*number_;
  }
  /// Of the line that begins at `position`, the one passed last.
  std::int64_t Number(std::int64_t position) {
    if (!number_.has_value()) number_ = lines_.LineNumber(file_, position);
    return *number_;
  }

 private:
  const TextLines& lines_;
  const ReadableFile& file_;
  std::optional<std::int64_t> number_;
};

}  // namespace

void JsonLines::ForEach(const ReadableFile& file, UnitTracker& units,
                        const std::function<void(JsonReader& line)>& parse,
                        const std::function<void()>& accept,
                        const std::function<void(FailedLine&& failed)>& fail) const {
  LineNumbers numbers(lines_, file, units.restriction().start);
  lines_.ForEach(file, units, [&](std::string_view line, std::int64_t position) {
    numbers.Pass();
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    JsonReader reader(line, unknown_);
    try {
      parse(reader);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kDataLoss) throw;
      return fail(
          {file.metadata.path, numbers.Number(position), error.message(), std::string(line)});
    }
    accept();
  });
}

void ThrowFailedLine(const FailedLine& failed) {
  throw Error(ErrorCode::kDataLoss,
              "line " + std::to_string(failed.line) + " of " + failed.path + ": " + failed.message);
}

}  // namespace beam::io::internal
