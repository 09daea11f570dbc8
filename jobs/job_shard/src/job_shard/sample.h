#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace job_shard {

/// What is known of a sample before it is packed.
struct Sample {
  /// Instead of a size: a sibling that may be missing is.
  static constexpr std::int64_t kMissing = -1;

  std::string audio_path;
  std::vector<std::int64_t> sizes_bytes;  ///< Of its files, in the order of their suffixes.
};

/// What is to be in one shard.
struct PlannedShard {
  std::int64_t number = 0;
  std::vector<Sample> samples = {};
};

/// A file in a shard.
struct PackedMember {
  std::string suffix;
  std::int64_t offset = 0;  ///< In the shard, of its first byte.
  std::int64_t size_bytes = 0;
};

/// A sample in a shard.
struct PackedSample {
  std::string key;
  std::string source;  ///< The path of its audio file.
  std::vector<PackedMember> members = {};
};

/// A shard that is there.
struct PackedShard {
  std::int64_t number = 0;
  std::string name;
  std::int64_t size_bytes = 0;
  std::vector<PackedSample> samples = {};
};

}  // namespace job_shard
