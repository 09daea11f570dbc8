#include "klay_beam/files/input_files.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/beam.h"
#include "beam/io/file_system.h"
#include "klay_beam/files/manifest.h"
#include "klay_beam/transforms/match_files.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

[[noreturn]] void Refuse(const std::string& why) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, why);
}

void CheckCount(const std::string& flag, const std::optional<std::int64_t>& count) {
  if (count.has_value() && *count < 1) {
    Refuse("--" + flag + " is 1 at least: found " + std::to_string(*count));
  }
}

const std::string& PathOf(const std::string& path) {
  return path;
}
const std::string& PathOf(const FileMetadata& file) {
  return file.path;
}

/// A number for each path and seed, as good as random.
std::uint64_t RankOf(std::int64_t seed, const std::string& path) {
  return beam::HashOf(std::to_string(seed) + "/" + path);
}

/// Puts what should be chosen behind the rest: the first by path, or the least by rank.
struct ComesLater {
  bool by_rank;
  std::int64_t seed;

  template <class T>
  bool operator()(const T& a, const T& b) const {
    if (!by_rank) return PathOf(a) > PathOf(b);
    return RankOf(seed, PathOf(a)) > RankOf(seed, PathOf(b));
  }
};

/// What the options leave of `inputs`, which are paths or files.
template <class T>
beam::PCollection<T> Chosen(beam::PCollection<T> inputs, const InputOptions& options,
                            std::source_location where) {
  if (options.limit.has_value() || options.sample.has_value()) {
    const auto count =
        static_cast<std::size_t>(options.limit.has_value() ? *options.limit : *options.sample);
    const beam::TopFn<T, ComesLater> choose{count, {options.sample.has_value(), options.seed}};
    inputs = inputs | beam::CombineGlobally("Choose", choose, where) |
             beam::FlatMap(
                 "Chosen", [](const std::vector<T>& chosen) { return chosen; }, where) |
             beam::Reshuffle("Deal", where);
  }
  if (options.shuffle) {
    const std::int64_t seed = options.seed;
    auto rank = [seed](const T& input) {
      return beam::KV<std::uint64_t, T>{RankOf(seed, PathOf(input)), input};
    };
    auto values = [](const beam::KV<std::uint64_t, beam::Iterable<T>>& group) {
      return std::vector<T>(group.value.begin(), group.value.end());
    };
    inputs = inputs | beam::Map("Rank", rank, where) | beam::GroupByKey("ByRank", where) |
             beam::FlatMap("Shuffled", values, where);
  }
  return inputs;
}

struct CountFn {
  beam::Counter matched{kMatchedMetric};
  void Process(const FileMetadata& file, beam::Emitter<FileMetadata>& out) const {
    matched.Increment();
    out(file);
  }
};

/// The paths in a manifest, and failures for entries that have none.
struct ReadFn {
  std::string label;
  std::string manifest;
  std::string suffix;
  beam::Counter matched{kMatchedMetric};
  beam::Counter failed{kFailedMetric};

  void Process(const beam::Bytes&, beam::Emitter<std::string>& paths,
               beam::Emitter<Failure>& failures) const {
    std::int64_t inputs = 0;
    ReadManifest(manifest, [&](ManifestEntry&& entry) {
      if (entry.fault.empty() && !EndsWithIgnoringCase(entry.path, suffix)) return;
      ++inputs;
      if (entry.fault.empty()) return paths(std::move(entry.path));
      matched.Increment();
      failed.Increment();
      failures(FailureOf(
          entry.place, label,
          beam::Error(beam::ErrorCode::kInvalidArgument, entry.fault + ": " + entry.place)));
    });
    if (inputs > 0) return;
    throw beam::Error(beam::ErrorCode::kNotFound,
                      "the manifest lists nothing" +
                          (suffix.empty() ? "" : " with suffix " + suffix) + ": " + manifest);
  }
};

/// The file behind a path.
struct StatFn {
  std::string label;
  beam::Counter matched{kMatchedMetric};
  beam::Counter failed{kFailedMetric};

  void Process(const std::string& path, beam::Emitter<FileMetadata>& files,
               beam::Emitter<Failure>& failures) const {
    FileMetadata file;
    auto failure = TryFile(path, label, [&] { file = beam::io::FileSystemFor(path).Stat(path); });
    matched.Increment();
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
    } else {
      files(std::move(file));
    }
  }
};

}  // namespace

MatchInputs::MatchInputs(InputOptions options, std::string label, std::source_location where)
    : options_(std::move(options)), label_(std::move(label)), where_(where) {
  if (options_.match_pattern.has_value() == options_.manifest.has_value()) {
    Refuse("a job needs either --match_pattern or --manifest");
  }
  if (options_.limit.has_value() && options_.sample.has_value()) {
    Refuse("either --limit or --sample, not both");
  }
  CheckCount("limit", options_.limit);
  CheckCount("sample", options_.sample);
}

InputFiles MatchInputs::operator()(beam::Pipeline& pipeline) const {
  RunReport::Of(pipeline);
  const std::string suffix = options_.audio_suffix.value_or("");
  auto of_pattern = [&](beam::Pipeline& p) {
    const auto files =
        p | MatchFiles(*options_.match_pattern, {.suffix = suffix, .is_counted = false}, where_);
    const auto chosen = Chosen(files, options_, where_) | beam::ParDo("Count", CountFn(), where_);
    const auto no_failure = [](const FileMetadata&) { return std::vector<Failure>(); };
    const auto none = chosen | beam::FlatMap("NoFailures", no_failure, where_);
    return InputFiles{chosen, none};
  };
  auto of_manifest = [&](beam::Pipeline& p) {
    auto [paths, faulty] =
        p | beam::Impulse("Impulse", where_) |
        beam::ParDo("ReadManifest",
                    ReadFn{.label = label_, .manifest = *options_.manifest, .suffix = suffix},
                    where_);
    auto [files, missing] = Chosen(paths, options_, where_) | beam::Reshuffle("Reshuffle", where_) |
                            beam::ParDo("Find", StatFn{.label = label_}, where_);
    auto failed = beam::Flatten("Failed", faulty, missing);
    ReportFailures(failed, where_);
    return InputFiles{files, failed};
  };
  if (options_.manifest.has_value()) {
    return pipeline | beam::Composite(label_, of_manifest, where_);
  }
  return pipeline | beam::Composite(label_, of_pattern, where_);
}

}  // namespace klay
