#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/base/hash.h"
#include "beam/io/fileio/sharded_files.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/untriggered.h"

namespace beam::io {

/// How records become the bytes of a file. Each file has its own copy:
///
///     void Open(FileWriter& file);    // keeps it, and writes what a file begins with
///     void Write(const T& record);
///     void Flush();                   // writes what is left, and what a file ends with
template <class Sink, class T>
concept FileSink =
    std::copy_constructible<Sink> && requires(Sink sink, FileWriter& file, const T& record) {
      sink.Open(file);
      sink.Write(record);
      sink.Flush();
    };

namespace internal {

/// The folder that a record belongs in, below the one of the prefix; "" is that folder itself.
template <class T>
using PartitionOf = std::function<std::string(const T& record)>;

/// A file, or several where files are rolled.
using ShardKey = KV<std::string, std::int32_t>;  // Partition, number.

/// Gives each record a shard.
template <class T>
struct ShardFn {
  static constexpr std::size_t kBytesPerShard = 64 << 20;

  int num_shards;  ///< 0: a new one whenever the last has enough.
  PartitionOf<T> partition_of;
  bool has_begun = false;
  std::uint32_t next = 0;
  std::unordered_map<std::string, std::size_t> bytes = {};  ///< By partition.
  std::size_t bytes_without_partition = 0;

  void Process(T record, Emitter<KV<ShardKey, T>>& out) {
    std::string partition = partition_of ? partition_of(record) : "";
    const std::int32_t shard = ShardOf(partition, record);
    out({{std::move(partition), shard}, std::move(record)});
  }

 private:
  std::int32_t ShardOf(const std::string& partition, const T& record) {
    if (num_shards == 1) return 0;
    if (num_shards == 0) {
      std::size_t& so_far = partition.empty() ? bytes_without_partition : bytes[partition];
      so_far += ApproximateBytes(record);
      return static_cast<std::int32_t>(so_far / kBytesPerShard);
    }
    // Round-robin. Where it begins hangs on the data, so that workers with few records each do not
    // all begin with the same shard.
    if (!std::exchange(has_begun, true)) {
      next = static_cast<std::uint32_t>(HashOf(Encode(record)));
    }
    return static_cast<std::int32_t>(next++ % static_cast<std::uint32_t>(num_shards));
  }
};

template <class T, class Sink>
struct WriteShardFn {
  ShardedFiles files;
  Sink sink;
  std::int64_t roll_bytes;  ///< 0: never.

  void Process(const KV<ShardKey, Iterable<T>>& shard,
               Emitter<KV<std::string, WrittenShard>>& out) const {
    auto record = shard.value.begin();
    const auto end = shard.value.end();
    auto fill = [&](FileWriter& file) {
      Sink of_file = sink;
      of_file.Open(file);
      std::int64_t bytes = 0;
      while (record != end && (roll_bytes == 0 || bytes < roll_bytes)) {
        const T& value = *record;
        if (roll_bytes > 0) bytes += static_cast<std::int64_t>(ApproximateBytes(value));
        of_file.Write(value);
        ++record;
      }
      of_file.Flush();
    };
    const std::string& partition = shard.key.key;
    while (record != end) out({partition, files.Write(partition, shard.key.value, fill)});
  }
};

/// Names the files of each partition, window and pane once all of them are there.
template <class Sink>
struct NameFilesFn {
  ShardedFiles files;
  Sink sink;

  void Process(const Element<KV<std::string, Iterable<WrittenShard>>>& written,
               Emitter<std::string>& out) const {
    auto fill_empty = [&](FileWriter& file) {
      Sink of_file = sink;
      of_file.Open(file);
      of_file.Flush();
    };
    const Iterable<WrittenShard>& shards = written.value.value;
    for (std::string& name :
         files.Name(written.value.key, std::vector<WrittenShard>(shards.begin(), shards.end()),
                    written.windows.all()[0], written.windows.pane(), fill_empty)) {
      out(std::move(name));
    }
  }
};

}  // namespace internal

/// Writes records into files through a FileSink, a shard to a file: what every writing transform is
/// made of. Returns the names of the files. In windows each window has its own files, which are
/// written when the window is whole: a trigger makes no files of its own.
///
/// Records may be parted among folders; a partition without records has no files, and each has
/// shards of its own.
template <class T, class Sink>
  requires FileSink<Sink, T>
class WriteFiles {
 public:
  WriteFiles(std::string prefix, OutputFiles files, Sink sink, std::string label = "WriteFiles",
             std::source_location where = std::source_location::current())
      : prefix_(std::move(prefix)),
        files_(std::move(files)),
        sink_(std::move(sink)),
        label_(std::move(label)),
        where_(where) {}

  /// The same, in folders: "out/part" and "language=en" make "out/language=en/part-...".
  WriteFiles PartitionedBy(internal::PartitionOf<T> partition_of) const {
    WriteFiles parted = *this;
    parted.partition_of_ = std::move(partition_of);
    return parted;
  }

  /// Throws invalid_argument for names that cannot be told apart; names that another transform has
  /// are refused when the pipeline is run.
  PCollection<std::string> operator()(PCollection<T> records) const {
    const bool is_global = records.windowing()->is_global();
    const FileNaming naming(prefix_, files_, *records.windowing());
    const auto unfinished = records.pipeline().template Attachment<UnfinishedFiles>();
    if (!unfinished->ClaimNames(naming.pattern())) {
      records.pipeline().graph().Refuse("two transforms of the pipeline write the same files: " +
                                        naming.pattern());
    }
    const ShardedFiles files(naming, files_, unfinished);
    auto expand = [&](PCollection<T> in) {
      auto written =
          ::beam::internal::Untriggered(in, where_) |
          ParDo("Shard", internal::ShardFn<T>{naming.num_shards(), partition_of_}, where_) |
          GroupByKey("GroupByShard", where_) |
          ParDo("Write", internal::WriteShardFn<T, Sink>{files, sink_, files_.roll_bytes}, where_);
      if (is_global && !partition_of_) {
        // Something must tell that all is written, even if that is nothing.
        auto none = [](const Bytes&) { return KV<std::string, WrittenShard>{"", {.shard = -1}}; };
        auto sign = in.pipeline() | Impulse("Impulse", where_) | Map("None", none, where_);
        written = Flatten("Written", written, sign);
      }
      return written | GroupByKey("GroupByPartition", where_) |
             ParDo("Name", internal::NameFilesFn<Sink>{files, sink_}, where_);
    };
    return records | Composite(label_, expand, where_);
  }

 private:
  std::string prefix_;
  OutputFiles files_;
  Sink sink_;
  std::string label_;
  std::source_location where_;
  internal::PartitionOf<T> partition_of_;
};

}  // namespace beam::io
