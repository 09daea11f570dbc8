#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "beam/io/file_system.h"
#include "beam/io/fileio/file_naming.h"
#include "beam/io/fileio/unfinished_files.h"

namespace beam::io {

/// A shard that is written and has no name of its own yet.
struct WrittenShard {
  std::int32_t shard = 0;  ///< Negative: none, only a sign that there may be no shards.
  std::string temporary = {};
  std::int64_t size_bytes = 0;
};

/// The files of one writing transform. Shards are written under temporary names first, and named
/// when all are there, so that a job that fails leaves none. Cheap to copy; safe to use from
/// several threads.
///
/// Files of an earlier run that had another number of shards are left alone, as by Beam's SDKs.
class ShardedFiles {
 public:
  /// Writes the records of one file.
  using Fill = std::function<void(FileWriter& file)>;

  ShardedFiles(const FileNaming& naming, const OutputFiles& files,
               std::shared_ptr<UnfinishedFiles> unfinished);

  int num_shards() const { return naming_.num_shards(); }

  /// Writes a shard, in the folder of its partition ("" is the prefix's own). What `fill` throws
  /// goes on, with the files' names before it.
  WrittenShard Write(const std::string& partition, std::int32_t shard, const Fill& fill) const;

  /// Names the shards of one partition, window and pane, and returns the names by shard. A number
  /// of shards that was asked for is made full by empty ones, filled by `fill_empty`, and there is
  /// one shard at least. May be repeated.
  std::vector<std::string> Name(const std::string& partition, std::vector<WrittenShard> shards,
                                const Window& window, const Pane& pane,
                                const Fill& fill_empty) const;

 private:
  void Rename(const WrittenShard& shard, const std::string& name) const;

  FileNaming naming_;
  Compression compression_;
  bool skip_if_empty_;
  std::shared_ptr<UnfinishedFiles> unfinished_;
};

}  // namespace beam::io
