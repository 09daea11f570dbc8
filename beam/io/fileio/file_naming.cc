#include "beam/io/fileio/file_naming.h"

#include <algorithm>
#include <utility>

#include "beam/base/error.h"
#include "beam/base/time/rfc3339.h"

namespace beam::io {
namespace {

std::string Padded(int number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::string NameOf(const Window& window) {
  if (window == kGlobalWindow) return "GlobalWindow";
  return FormatRfc3339(window.start) + "-" + FormatRfc3339(window.end);
}

std::string NameOf(const Pane& pane) {
  const bool is_on_time = pane.timing == PaneTiming::kOnTime || pane.timing == PaneTiming::kUnknown;
  if (pane.is_first && is_on_time) return "";
  std::string name = "pane-" + std::to_string(pane.index);
  if (pane.timing == PaneTiming::kLate) name += "-late";
  if (pane.is_last) name += "-last";
  return name;
}

void Refuse(bool refused, const std::string& why, const std::string& name) {
  if (refused) throw Error(ErrorCode::kInvalidArgument, why + ": " + name);
}

}  // namespace

Compression CompressionOf(const OutputFiles& files, std::string_view name) {
  return files.compression == Compression::kAuto ? CompressionOfName(name) : files.compression;
}

FileNaming::FileNaming(std::string prefix, const OutputFiles& files, const Windowing& windowing)
    : prefix_(std::move(prefix)),
      template_(files.shard_name_template.value_or(windowing.is_global() ? "-SSSSS-of-NNNNN"
                                                                         : "-W-P-SSSSS-of-NNNNN")),
      suffix_(files.suffix),
      num_shards_(template_.empty() ? 1 : files.num_shards) {
  const auto has = [&](char letter) { return template_.find(letter) != std::string::npos; };
  Refuse(num_shards_ < 0, "the number of shards is negative", pattern());
  Refuse(files.roll_bytes < 0, "the bytes of a file are negative", pattern());
  Refuse(files.roll_bytes > 0 && num_shards_ != 0,
         "files are rolled (roll_bytes) where their number is not given (num_shards)", pattern());
  Refuse(prefix_.empty(), "files to write have no name before their shard", pattern());
  Refuse(!has('S') && num_shards_ != 1, "names without the shard (letters S) need num_shards = 1",
         pattern());
  Refuse(Duration{} < windowing.allowed_lateness && !has('P'),
         "the names of output that may be late need their pane (letter P)", pattern());
  Refuse(!windowing.is_global() && !has('W'),
         "the names of windowed output need their window (letter W)", pattern());
}

std::string FileNaming::Name(const Window& window, const Pane& pane, int shard,
                             int num_shards) const {
  std::string name = prefix_;
  for (std::size_t i = 0; i < template_.size();) {
    const char letter = template_[i];
    const std::size_t end = std::min(template_.find_first_not_of(letter, i), template_.size());
    if (letter == 'S') {
      name += Padded(shard, end - i);
    } else if (letter == 'N') {
      name += Padded(num_shards, end - i);
    } else if (letter == 'W') {
      name += NameOf(window);
    } else if (letter == 'P') {
      const std::string pane_name = NameOf(pane);
      if (pane_name.empty() && i > 0 && template_[i - 1] == '-') name.pop_back();
      name += pane_name;
    } else {
      name += template_.substr(i, end - i);
    }
    i = end;
  }
  return name + suffix_;
}

}  // namespace beam::io
