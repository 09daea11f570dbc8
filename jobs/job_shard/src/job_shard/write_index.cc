#include "job_shard/write_index.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "beam/io/buffered_writer.h"
#include "beam/io/file_system.h"
#include "beam/io/whole_file.h"
#include "job_shard/sample_lines.h"

namespace job_shard {
namespace {

using Json = nlohmann::ordered_json;
using Shards = beam::Iterable<PackedShard>;

/// Where in `shards`, which may be more than memory holds, each one is, by number.
std::vector<std::size_t> OrderOf(const Shards& shards) {
  std::vector<std::pair<std::int64_t, std::size_t>> numbers;
  for (const PackedShard& shard : shards) numbers.emplace_back(shard.number, numbers.size());
  std::ranges::sort(numbers);
  std::vector<std::size_t> order;
  for (const auto& [number, position] : numbers) order.push_back(position);
  return order;
}

struct WriteFn {
  ShardFolder folder;
  beam::SideInput<Shards> all;

  void Process(const std::int64_t&) const {
    const Shards& shards = *all;
    const std::vector<std::size_t> order = OrderOf(shards);
    if (order.empty()) return;
    const std::string path = folder.SamplesPath();
    const auto lines = beam::io::Buffered(beam::io::FileSystemFor(path).Create(path));
    Json list = Json::array();
    for (const std::size_t position : order) {
      const PackedShard shard = shards[position];
      for (const PackedSample& sample : shard.samples) lines->Append(LineOf(sample, shard.name));
      list.push_back({{"url", shard.name},
                      {"nsamples", shard.samples.size()},
                      {"filesize", shard.size_bytes}});
    }
    lines->Commit();
    const Json index = {
        {"__kind__", "wids-shard-index-v1"}, {"wids_version", 1}, {"shardlist", list}};
    beam::io::WriteFile(folder.IndexPath(), index.dump(2) + "\n");
  }
};

}  // namespace

WriteIndex::WriteIndex(ShardFolder folder, beam::PCollection<std::int64_t> once)
    : folder_(std::move(folder)), once_(once) {}

void WriteIndex::operator()(beam::PCollection<PackedShard> shards) const {
  auto expand = [&](beam::PCollection<PackedShard> in) {
    const auto all = beam::AsList("Shards", in);
    once_ | beam::ParDo("Write", WriteFn{.folder = folder_, .all = all}).WithSideInputs(all);
  };
  shards | beam::Composite("WriteIndex", expand);
}

}  // namespace job_shard
