#include "beam/io/fileio/sharded_files.h"

#include <algorithm>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/buffered_writer.h"
#include "beam/io/compression/compressed_file.h"

namespace beam::io {

namespace {

/// `name` in the folder `partition` beside where it would be.
std::string InPartition(const std::string& partition, const std::string& name) {
  if (partition.empty()) return name;
  const std::size_t folder = name.rfind('/') + 1;
  return name.substr(0, folder) + partition + '/' + name.substr(folder);
}

}  // namespace

ShardedFiles::ShardedFiles(const FileNaming& naming, const OutputFiles& files,
                           std::shared_ptr<UnfinishedFiles> unfinished)
    : naming_(naming),
      compression_(CompressionOf(files, naming.pattern())),
      skip_if_empty_(files.skip_if_empty),
      unfinished_(std::move(unfinished)) {}

WrittenShard ShardedFiles::Write(const std::string& partition, std::int32_t shard,
                                 const Fill& fill) const {
  WrittenShard written{shard, UnfinishedFiles::NewName(InPartition(partition, naming_.prefix())),
                       0};
  const FileSystem& files = FileSystemFor(written.temporary);
  try {
    const auto file = Buffered(Compress(compression_, files.Create(written.temporary)));
    fill(*file);
    file->Commit();
    unfinished_->Add(written.temporary);
    written.size_bytes = files.Stat(written.temporary).size_bytes;
  } catch (const Error& error) {
    throw error.WithContext("while writing " + naming_.pattern());
  }
  return written;
}

std::vector<std::string> ShardedFiles::Name(const std::string& partition,
                                            std::vector<WrittenShard> shards, const Window& window,
                                            const Pane& pane, const Fill& fill_empty) const {
  std::erase_if(shards, [](const WrittenShard& shard) { return shard.shard < 0; });
  if (shards.empty() && skip_if_empty_) return {};
  std::ranges::sort(shards, {}, &WrittenShard::shard);
  const auto twice = std::ranges::adjacent_find(shards, {}, &WrittenShard::shard);
  if (num_shards() > 0 && twice != shards.end()) {
    throw Error(ErrorCode::kInternal, "shards of one number: " + std::to_string(twice->shard) +
                                          " of " + naming_.pattern());
  }
  const bool is_fixed = num_shards() > 0;
  const int total = is_fixed ? num_shards() : std::max<int>(1, static_cast<int>(shards.size()));
  std::vector<std::string> names;
  auto next = shards.begin();
  for (int i = 0; i < total; ++i) {
    const bool is_there = next != shards.end() && (!is_fixed || next->shard == i);
    const WrittenShard shard = is_there ? *next++ : Write(partition, i, fill_empty);
    std::string name = InPartition(partition, naming_.Name(window, pane, i, total));
    Rename(shard, names.emplace_back(std::move(name)));
  }
  return names;
}

void ShardedFiles::Rename(const WrittenShard& shard, const std::string& name) const {
  const FileSystem& files = FileSystemFor(name);
  try {
    files.Rename(shard.temporary, name);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) throw;
    // An attempt before this one may have come as far as this file.
    const bool is_named = [&] {
      try {
        return files.Stat(name).size_bytes == shard.size_bytes;
      } catch (const Error&) {
        return false;  // What is told is that the shard is gone.
      }
    }();
    if (!is_named) throw;
  }
  unfinished_->Finish(shard.temporary);
}

}  // namespace beam::io
