#include "job_shard/write_shards.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "beam/io/buffered_writer.h"
#include "beam/io/file_system.h"
#include "job_shard/sample_files.h"
#include "klay_beam/files/tar_file.h"
#include "klay_beam/transforms/report_failures.h"

namespace job_shard {
namespace {

constexpr const char* kLabel = "WriteShards";
constexpr std::int64_t kBlockBytes = 1 << 20;

/// What `read` returns, or nothing and the failure that it throws.
template <class Read>
auto TryRead(const Sample& sample, std::optional<klay::Failure>& failure, const Read& read)
    -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const beam::Error& error) {
    // Worth another attempt of the whole bundle.
    if (error.code() == beam::ErrorCode::kUnavailable) throw;
    failure = klay::FailureOf(sample.audio_path, kLabel, error);
    return std::nullopt;
  }
}

/// One shard on its way into a file.
class ShardAttempt {
 public:
  ShardAttempt(const ShardFolder& folder, const SampleNames& names, std::int64_t number)
      : names_(names),
        shard_{.number = number, .name = folder.NameOf(number)},
        file_(Create(folder.PathOf(shard_.name))),
        tar_(*file_) {}

  /// The failure of a sample that cannot be packed. Unless IsClean() still, the shard has a part of
  /// it and is of no use.
  std::optional<klay::Failure> Add(const Sample& sample) {
    std::optional<klay::Failure> failure;
    const auto files = TryRead(sample, failure, [&] { return SampleFiles(sample, names_); });
    if (!files.has_value()) return failure;
    PackedSample packed{.key = names_.KeyOf(sample.audio_path), .source = sample.audio_path};
    for (const SampleFiles::File& file : files->files()) {
      packed.members.push_back({.suffix = file.suffix,
                                .offset = tar_.Begin(packed.key + file.suffix, file.size_bytes),
                                .size_bytes = file.size_bytes});
      if (failure = Copy(sample, file); failure.has_value()) {
        is_clean_ = false;
        return failure;
      }
    }
    shard_.samples.push_back(std::move(packed));
    return std::nullopt;
  }

  bool IsClean() const { return is_clean_; }

  /// Gives the shard its name; nothing when it has no samples.
  std::optional<PackedShard> Publish() {
    if (shard_.samples.empty()) return std::nullopt;
    shard_.size_bytes = tar_.Finish();
    file_->Commit();
    return std::move(shard_);
  }

 private:
  static std::unique_ptr<beam::io::FileWriter> Create(const std::string& path) {
    return beam::io::Buffered(beam::io::FileSystemFor(path).Create(path));
  }

  /// Only what reading throws is a failure of the sample.
  std::optional<klay::Failure> Copy(const Sample& sample, const SampleFiles::File& file) {
    std::optional<klay::Failure> failure;
    for (std::int64_t offset = 0; offset < file.size_bytes; offset += kBlockBytes) {
      buffer_.resize(static_cast<std::size_t>(std::min(kBlockBytes, file.size_bytes - offset)));
      const auto read = TryRead(sample, failure, [&] {
        ReadWhole(file, offset, std::as_writable_bytes(std::span(buffer_)));
        return true;
      });
      if (!read.has_value()) return failure;
      tar_.Append({buffer_.data(), buffer_.size()});
    }
    return std::nullopt;
  }

  const SampleNames& names_;
  PackedShard shard_;
  std::unique_ptr<beam::io::FileWriter> file_;
  klay::TarWriter tar_;
  std::vector<char> buffer_;
  bool is_clean_ = true;
};

struct WriteFn {
  ShardFolder folder;
  SampleNames names;
  beam::Counter done{klay::kDoneMetric};
  beam::Counter failed{klay::kFailedMetric};
  beam::Counter written{"shards"};
  beam::Counter bytes{"shard_bytes"};

  void Process(const PlannedShard& plan, beam::Emitter<PackedShard>& shards,
               beam::Emitter<klay::Failure>& failures) const {
    std::optional<PackedShard> shard;
    std::vector<klay::Failure> failed_samples;
    std::vector<bool> left_out(plan.samples.size());
    while (!Attempt(plan, left_out, shard, failed_samples)) {
    }
    failed.Increment(static_cast<std::int64_t>(failed_samples.size()));
    for (klay::Failure& failure : failed_samples) failures(std::move(failure));
    if (!shard.has_value()) return;
    done.Increment(static_cast<std::int64_t>(shard->samples.size()));
    written.Increment();
    bytes.Increment(shard->size_bytes);
    shards(*std::move(shard));
  }

  /// False when a sample fell out that was written in part: then the shard is to be begun anew.
  bool Attempt(const PlannedShard& plan, std::vector<bool>& left_out,
               std::optional<PackedShard>& shard,
               std::vector<klay::Failure>& failed_samples) const {
    ShardAttempt attempt(folder, names, plan.number);
    for (std::size_t i = 0; i < plan.samples.size(); ++i) {
      if (left_out[i]) continue;
      std::optional<klay::Failure> failure = attempt.Add(plan.samples[i]);
      if (!failure.has_value()) continue;
      left_out[i] = true;
      failed_samples.push_back(*std::move(failure));
      if (!attempt.IsClean()) return false;
    }
    shard = attempt.Publish();
    return true;
  }
};

}  // namespace

WriteShards::WriteShards(ShardFolder folder, SampleNames names)
    : folder_(std::move(folder)), names_(std::move(names)) {}

WrittenShards WriteShards::operator()(beam::PCollection<PlannedShard> plans) const {
  auto expand = [&](beam::PCollection<PlannedShard> in) {
    auto [shards, failed] = in | beam::ParDo("Write", WriteFn{.folder = folder_, .names = names_});
    klay::ReportFailures(failed);
    return WrittenShards{shards, failed};
  };
  return plans | beam::Composite(kLabel, expand);
}

}  // namespace job_shard
