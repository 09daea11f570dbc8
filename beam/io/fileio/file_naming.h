#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/time/window.h"
#include "beam/io/compression/compression.h"
#include "beam/windowing/windowing.h"

namespace beam::io {

/// Which files a writing transform makes: PREFIX, the shard's part, SUFFIX, as in
/// "out/words-00002-of-00005.txt".
struct OutputFiles {
  std::string suffix = "";
  /// 0: as many as the data needs, about one for each 64 MB that a worker has; the number may then
  /// differ from run to run.
  int num_shards = 0;
  /// In it, letters S stand for the shard's number, N for how many there are, both with zeros
  /// before them to be as long as the letters; W for the window ("START-END", RFC 3339) and P for
  /// its pane ("pane-1-late"). A first pane that is on time, as all are in batch, has no name, and
  /// takes the "-" before P along. "" is one file. Without a template it is "-SSSSS-of-NNNNN", and
  /// in windows "-W-P-SSSSS-of-NNNNN".
  std::optional<std::string> shard_name_template = {};
  /// Begin a new file after about so many bytes of records, before compression; 0 is never. Where
  /// num_shards is 0 only.
  std::int64_t roll_bytes = 0;
  Compression compression = Compression::kAuto;  ///< kAuto: what the name ends with.
  bool skip_if_empty = false;  ///< No records make no file, rather than empty ones.
};

/// How files whose name ends as `name` does are compressed.
Compression CompressionOf(const OutputFiles& files, std::string_view name);

/// Names files as `OutputFiles` says.
class FileNaming {
 public:
  /// Throws invalid_argument for names that could not be told apart.
  FileNaming(std::string prefix, const OutputFiles& files, const Windowing& windowing);

  std::string Name(const Window& window, const Pane& pane, int shard, int num_shards) const;

  const std::string& prefix() const { return prefix_; }
  /// As asked for, or 1 when the names have no room for more; 0 when the data decides.
  int num_shards() const { return num_shards_; }
  /// The whole as people know it: "out/words-SSSSS-of-NNNNN.txt".
  std::string pattern() const { return prefix_ + template_ + suffix_; }

 private:
  std::string prefix_;
  std::string template_;
  std::string suffix_;
  int num_shards_;
};

}  // namespace beam::io
