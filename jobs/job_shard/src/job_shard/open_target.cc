#include "job_shard/open_target.h"

#include <utility>

#include "beam/io/local_temporary.h"
#include "job_shard/kept_shards.h"

namespace job_shard {
namespace {

[[noreturn]] void Refuse(const ShardFolder& folder, const ShardFolderContent& content) {
  const std::string found = content.shards.empty() ? "an index" : content.shards[0].name;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "the target folder has shards; --resume goes on behind them, --overwrite "
                    "removes them: found " +
                        found + " in " + folder.path());
}

struct OpenFn {
  ShardFolder folder;
  SampleNames names;
  OldShards old;
  bool dry_run;
  beam::Counter kept_shards{"kept_shards"};

  void Process(const beam::Bytes&, beam::Emitter<PackedShard>& kept,
               beam::Emitter<std::int64_t>& next) const {
    const ShardFolderContent content = folder.List();
    if (old == OldShards::kRefuse && !content.empty()) Refuse(folder, content);
    if (!dry_run && folder.path().find("://") == std::string::npos) {
      beam::io::RemoveAbandonedTemporaries(folder.path().empty() ? "." : folder.path());
    }
    if (old == OldShards::kRemove && !dry_run) folder.Clear(content);
    if (old != OldShards::kKeep || content.shards.empty()) return next(0);
    ReadKeptShards(folder, content, names, [&](PackedShard&& shard) {
      kept_shards.Increment();
      kept(std::move(shard));
    });
    next(content.shards.back().number + 1);
  }
};

}  // namespace

OpenTarget::OpenTarget(ShardFolder folder, SampleNames names, OldShards old, bool dry_run)
    : folder_(std::move(folder)), names_(std::move(names)), old_(old), dry_run_(dry_run) {}

OpenedTarget OpenTarget::operator()(beam::Pipeline& pipeline) const {
  auto expand = [&](beam::Pipeline& p) {
    auto [kept, next] =
        p | beam::Impulse() |
        beam::ParDo("Open",
                    OpenFn{.folder = folder_, .names = names_, .old = old_, .dry_run = dry_run_});
    return OpenedTarget{kept, next | beam::Reshuffle("Once")};
  };
  return pipeline | beam::Composite("OpenTarget", expand);
}

}  // namespace job_shard
