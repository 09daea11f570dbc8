#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "klay_beam/klay_beam.h"

namespace job_shard {

/// What the job is asked for; the field names are flags.
struct Options {
  std::optional<std::string> suffixes;
  std::optional<std::string> optional_suffixes;
  std::string source_dir;
  std::string target_dir;
  std::int64_t shard_samples = 10'000;
  std::int64_t shard_bytes = std::int64_t{1} << 30;
  std::string prefix = "shard";
  bool resume = false;
  bool overwrite = false;

  static constexpr std::string_view kAbout =
      "Packs audio files and their siblings into WebDataset shards (tar) with an index.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"suffixes",
       "Siblings that go along: what comes in place of audio_suffix, with commas between, such as "
       ".json,.mp3.npy; a sample that lacks one fails."},
      {"optional_suffixes", "The same for siblings that may be missing."},
      {"source_dir", "The folder that keys are relative to."},
      {"target_dir", "The folder for shards, index.json and samples.jsonl."},
      {"shard_samples", "Most samples in a shard."},
      {"shard_bytes", "Most bytes of a shard; a larger sample has a shard of its own."},
      {"prefix", "How the names of shards begin: shard-000000.tar."},
      {"resume", "Keep the shards that are there, and pack what they lack into more."},
      {"overwrite", "Remove the shards and the index that are there first."},
  };
};

/// The pipeline: match, find siblings, divide into shards, write them, write the index. Throws
/// invalid_argument for options that make no sense.
void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags);

}  // namespace job_shard
