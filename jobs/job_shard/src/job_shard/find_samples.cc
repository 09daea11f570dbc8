#include "job_shard/find_samples.h"

#include <optional>
#include <utility>
#include <vector>

#include "beam/io/file_system.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/try_file.h"

namespace job_shard {
namespace {

using beam::io::FileMetadata;
using KeySet = beam::MultimapView<std::string, bool>;

constexpr const char* kLabel = "FindSamples";

std::vector<beam::KV<std::string, bool>> KeysOf(const PackedShard& shard) {
  std::vector<beam::KV<std::string, bool>> keys;
  for (const PackedSample& sample : shard.samples) keys.push_back({sample.key, true});
  return keys;
}

struct FindFn {
  SampleNames names;
  beam::SideInput<KeySet> packed;
  beam::Counter skipped{klay::kSkippedMetric};
  beam::Counter failed{klay::kFailedMetric};

  void Process(const FileMetadata& file, beam::Emitter<Sample>& samples,
               beam::Emitter<klay::Failure>& failures) const {
    std::optional<Sample> sample;
    auto failure = klay::TryFile(file.path, kLabel, [&] {
      if (!packed->contains(names.KeyOf(file.path))) sample = SampleOf(file);
    });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
    } else if (sample.has_value()) {
      samples(*std::move(sample));
    } else {
      skipped.Increment();
    }
  }

  Sample SampleOf(const FileMetadata& file) const {
    Sample sample{.audio_path = file.path, .sizes_bytes = {file.size_bytes}};
    for (std::size_t i = 1; i < names.suffixes().size(); ++i) {
      sample.sizes_bytes.push_back(SizeOf(names.PathOf(file.path, i), names.IsRequired(i)));
    }
    return sample;
  }

  static std::int64_t SizeOf(const std::string& path, bool is_required) {
    try {
      return beam::io::FileSystemFor(path).Stat(path).size_bytes;
    } catch (const beam::Error& error) {
      if (error.code() == beam::ErrorCode::kNotFound && !is_required) return Sample::kMissing;
      throw error.WithContext("a sibling of the file");
    }
  }
};

}  // namespace

FindSamples::FindSamples(SampleNames names, beam::PCollection<PackedShard> kept)
    : names_(std::move(names)), kept_(kept) {}

FoundSamples FindSamples::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    const auto packed = beam::AsMultimap("Packed", kept_ | beam::FlatMap("Keys", KeysOf));
    auto [samples, failed] =
        in | beam::ParDo("Find", FindFn{.names = names_, .packed = packed}).WithSideInputs(packed);
    klay::ReportFailures(failed);
    return FoundSamples{samples, failed};
  };
  return files | beam::Composite(kLabel, expand);
}

}  // namespace job_shard
