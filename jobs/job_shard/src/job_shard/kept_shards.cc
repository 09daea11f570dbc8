#include "job_shard/kept_shards.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "job_shard/sample_lines.h"
#include "klay_beam/files/tar_file.h"

namespace job_shard {
namespace {

/// How long the file must be that has these samples.
std::int64_t BytesOf(const PackedShard& shard) {
  std::int64_t end = 0;
  for (const PackedSample& sample : shard.samples) {
    for (const PackedMember& member : sample.members) {
      end = std::max(end, member.offset + member.size_bytes);
    }
  }
  return klay::TarBytesAfter(end);
}

PackedShard ReadHeaders(const ShardFolder& folder, const ShardFile& file,
                        const SampleNames& names) {
  PackedShard shard{.number = file.number, .name = file.name, .size_bytes = file.size_bytes};
  try {
    for (const klay::TarMember& member : klay::ListTar(folder.PathOf(file.name))) {
      auto [key, suffix] = SplitMemberName(member.name);
      if (shard.samples.empty() || shard.samples.back().key != key) {
        shard.samples.push_back({.key = key, .source = names.AudioPathOf(key)});
      }
      shard.samples.back().members.push_back(
          {.suffix = std::move(suffix), .offset = member.offset, .size_bytes = member.size_bytes});
    }
  } catch (const beam::Error& error) {
    throw error.WithContext("a shard cannot be kept; remove it, and its samples are packed anew");
  }
  return shard;
}

}  // namespace

void ReadKeptShards(const ShardFolder& folder, const ShardFolderContent& content,
                    const SampleNames& names,
                    const std::function<void(PackedShard&& shard)>& visit) {
  std::map<std::string, ShardFile> unknown;
  for (const ShardFile& file : content.shards) unknown.emplace(file.name, file);
  if (content.has_samples) {
    ReadSampleLines(folder.SamplesPath(), [&](PackedShard&& shard) {
      const auto file = unknown.find(shard.name);
      if (file == unknown.end() || file->second.size_bytes != BytesOf(shard)) return;
      shard.number = file->second.number;
      shard.size_bytes = file->second.size_bytes;
      unknown.erase(file);
      visit(std::move(shard));
    });
  }
  for (const auto& [name, file] : unknown) visit(ReadHeaders(folder, file, names));
}

}  // namespace job_shard
