#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
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

/// Gives each record a shard.
template <class T>
struct ShardFn {
  static constexpr std::size_t kBytesPerShard = 64 << 20;

  int num_shards;  ///< 0: a new one whenever the last has enough.
  bool has_begun = false;
  std::uint32_t next = 0;
  std::size_t bytes = 0;

  void Process(T record, Emitter<KV<std::int32_t, T>>& out) {
    if (num_shards == 1) return out({0, std::move(record)});
    if (num_shards == 0) {
      bytes += ApproximateBytes(record);
      return out({static_cast<std::int32_t>(bytes / kBytesPerShard), std::move(record)});
    }
    // Round-robin. Where it begins hangs on the data, so that workers with few records each do not
    // all begin with the same shard.
    if (!std::exchange(has_begun, true)) {
      next = static_cast<std::uint32_t>(HashOf(Encode(record)));
    }
    out({static_cast<std::int32_t>(next++ % static_cast<std::uint32_t>(num_shards)),
         std::move(record)});
  }
};

template <class T, class Sink>
struct WriteShardFn {
  ShardedFiles files;
  Sink sink;

  void Process(const KV<std::int32_t, Iterable<T>>& shard,
               Emitter<KV<bool, WrittenShard>>& out) const {
    auto fill = [&](FileWriter& file) {
      Sink of_file = sink;
      of_file.Open(file);
      for (const T& record : shard.value) of_file.Write(record);
      of_file.Flush();
    };
    out({false, files.Write(shard.key, fill)});
  }
};

/// Names the files of each window and pane once all of them are there.
template <class Sink>
struct NameFilesFn {
  ShardedFiles files;
  Sink sink;

  void Process(const Element<KV<bool, Iterable<WrittenShard>>>& written,
               Emitter<std::string>& out) const {
    auto fill_empty = [&](FileWriter& file) {
      Sink of_file = sink;
      of_file.Open(file);
      of_file.Flush();
    };
    const Iterable<WrittenShard>& shards = written.value.value;
    for (std::string& name :
         files.Name(std::vector<WrittenShard>(shards.begin(), shards.end()),
                    written.windows.all()[0], written.windows.pane(), fill_empty)) {
      out(std::move(name));
    }
  }
};

}  // namespace internal

/// Writes records into files through a FileSink, a shard to a file: what every writing transform is
/// made of. Returns the names of the files. In windows each window has its own files, which are
/// written when the window is whole: a trigger makes no files of its own.
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
      auto written = ::beam::internal::Untriggered(in, where_) |
                     ParDo("Shard", internal::ShardFn<T>{naming.num_shards()}, where_) |
                     GroupByKey("GroupByShard", where_) |
                     ParDo("Write", internal::WriteShardFn<T, Sink>{files, sink_}, where_);
      if (is_global) {
        // Something must tell that all is written, even if that is nothing.
        auto none = [](const Bytes&) { return KV<bool, WrittenShard>{false, {.shard = -1}}; };
        auto sign = in.pipeline() | Impulse("Impulse", where_) | Map("None", none, where_);
        written = Flatten("Written", written, sign);
      }
      return written | GroupByKey("GroupByWindow", where_) |
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
};

}  // namespace beam::io
