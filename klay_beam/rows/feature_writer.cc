#include "klay_beam/rows/feature_writer.h"

#include <array>

#include "klay_beam/commit.h"
#include "klay_beam/version.h"

namespace klay::internal {
namespace {

struct KnownEnd {
  std::string_view end;
  RowFormat format;
};
constexpr std::array<KnownEnd, 6> kEnds = {{{".parquet", RowFormat::kParquet},
                                            {".npz", RowFormat::kNpz},
                                            {".jsonl", RowFormat::kJsonLines},
                                            {".jsonl.gz", RowFormat::kJsonLines},
                                            {".jsonl.zst", RowFormat::kJsonLines},
                                            {".jsonl.bz2", RowFormat::kJsonLines}}};

[[noreturn]] void Refuse(const std::string& why, const std::string& found) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, why + ": found \"" + found + '"');
}

const KnownEnd& EndOf(const std::string& path) {
  for (const KnownEnd& known : kEnds) {
    if (path.ends_with(known.end)) return known;
  }
  Refuse("rows are written to a .parquet, a .jsonl (.gz, .zst, .bz2) or a .npz", path);
}

}  // namespace

RowFiles RowFilesOf(const FeatureWriterOptions& options) {
  const KnownEnd& known = EndOf(options.path);
  if (known.format != RowFormat::kParquet && !options.parquet.partition_by.empty()) {
    Refuse("only Parquet files are partitioned", options.path);
  }
  RowFiles files{.format = known.format,
                 .prefix = options.path.substr(0, options.path.size() - known.end.size()),
                 .files = {.suffix = std::string(known.end),
                           .num_shards = options.num_shards,
                           .roll_bytes = options.roll_bytes}};
  if (options.num_shards == 1) files.files.shard_name_template = "";
  return files;
}

std::map<std::string, std::string> JobMetadata(beam::Pipeline& pipeline,
                                               std::map<std::string, std::string> more) {
  more.emplace("job", RunReport::Of(pipeline)->job());
  more.emplace("version", kVersion);
  more.emplace("commit", Commit());
  return more;
}

}  // namespace klay::internal
