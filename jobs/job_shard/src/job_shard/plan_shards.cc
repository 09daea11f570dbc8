#include "job_shard/plan_shards.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/hash.h"
#include "klay_beam/files/tar_file.h"

namespace job_shard {
namespace {

std::int64_t BytesInShard(const SampleNames& names, const Sample& sample) {
  const std::string key = names.KeyOf(sample.audio_path);
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < sample.sizes_bytes.size(); ++i) {
    if (sample.sizes_bytes[i] == Sample::kMissing) continue;
    bytes += klay::TarMemberBytes(key + names.suffixes()[i], sample.sizes_bytes[i]);
  }
  return bytes;
}

void Shuffle(std::vector<Sample>& samples, std::int64_t seed) {
  const std::string salt = std::to_string(seed) + "/";
  std::vector<std::pair<std::uint64_t, Sample>> ranked;
  ranked.reserve(samples.size());
  for (Sample& sample : samples) {
    const std::uint64_t rank = beam::HashOf(salt + sample.audio_path);
    ranked.emplace_back(rank, std::move(sample));
  }
  // The samples come by path, which decides between equal ranks.
  std::ranges::stable_sort(ranked, {}, &std::pair<std::uint64_t, Sample>::first);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = std::move(ranked[i].second);
}

struct PlanFn {
  SampleNames names;
  ShardRules rules;
  beam::SideInput<std::int64_t> first;

  void Process(const beam::KV<bool, beam::Iterable<Sample>>& group,
               beam::Emitter<PlannedShard>& shards) const {
    std::vector<Sample> samples(group.value.begin(), group.value.end());
    std::ranges::sort(samples, {}, &Sample::audio_path);
    if (rules.shuffle_seed.has_value()) Shuffle(samples, *rules.shuffle_seed);
    const std::int64_t empty_bytes = klay::TarBytesAfter(0);
    PlannedShard shard{.number = *first};
    std::int64_t bytes = empty_bytes;
    for (Sample& sample : samples) {
      const std::int64_t more = BytesInShard(names, sample);
      const auto count = static_cast<std::int64_t>(shard.samples.size());
      if (count == rules.max_samples || (count > 0 && bytes + more > rules.max_bytes)) {
        const std::int64_t next = shard.number + 1;
        shards(std::exchange(shard, PlannedShard{.number = next}));
        bytes = empty_bytes;
      }
      shard.samples.push_back(std::move(sample));
      bytes += more;
    }
    shards(std::move(shard));
  }
};

}  // namespace

PlanShards::PlanShards(SampleNames names, ShardRules rules, beam::PCollection<std::int64_t> first)
    : names_(std::move(names)), rules_(rules), first_(first) {
  if (rules_.max_samples < 1 || rules_.max_bytes < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "--shard_samples and --shard_bytes are 1 at least: found " +
                          std::to_string(rules_.max_samples) + " and " +
                          std::to_string(rules_.max_bytes));
  }
}

beam::PCollection<PlannedShard> PlanShards::operator()(beam::PCollection<Sample> samples) const {
  auto expand = [&](beam::PCollection<Sample> in) {
    auto to_one = [](const Sample& sample) { return beam::KV<bool, Sample>{false, sample}; };
    const auto first = beam::AsSingleton("First", first_);
    return in | beam::Map("ToOne", to_one) | beam::GroupByKey("All") |
           beam::ParDo("Plan", PlanFn{.names = names_, .rules = rules_, .first = first})
               .WithSideInputs(first) |
           beam::Reshuffle("Deal");
  };
  return samples | beam::Composite("PlanShards", expand);
}

}  // namespace job_shard
