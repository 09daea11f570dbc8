#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace job_shard {

/// A shard's file.
struct ShardFile {
  std::int64_t number = 0;
  std::string name;
  std::int64_t size_bytes = 0;
};

/// What there is of shards in a folder.
struct ShardFolderContent {
  std::vector<ShardFile> shards;  ///< By number.
  bool has_index = false;
  bool has_samples = false;

  bool empty() const { return shards.empty() && !has_index && !has_samples; }
};

/// The folder that shards are written to, and what its files are called: PREFIX-000000.tar and so
/// on, index.json and samples.jsonl.
class ShardFolder {
 public:
  /// Throws invalid_argument for a prefix that is empty, or has a slash or what cannot be printed.
  ShardFolder(const std::string& path, std::string prefix);

  const std::string& path() const { return path_; }
  std::string NameOf(std::int64_t shard) const;
  std::string PathOf(std::string_view name) const;
  std::string IndexPath() const;
  std::string SamplesPath() const;

  /// What is there; a folder that is not there is empty.
  ShardFolderContent List() const;

  /// Removes the index, then the shards.
  void Clear(const ShardFolderContent& content) const;

 private:
  /// The number of the shard called `name`, with however many digits; nothing for other files.
  std::optional<std::int64_t> NumberOf(const std::string& name) const;

  std::string path_;
  std::string prefix_;
};

}  // namespace job_shard
