#include "job_stats/duplicates.h"

#include <algorithm>
#include <tuple>

namespace job_stats {
namespace {

using beam::KV;

constexpr std::size_t kMaxPaths = 10;
constexpr std::size_t kMaxGroups = 50;

struct Copy {
  std::string path;
  std::int64_t size_bytes = 0;
};

/// Groups of two files at least.
struct GroupFn {
  void Process(const KV<std::string, beam::Iterable<Copy>>& same,
               beam::Emitter<DuplicateGroup>& groups) const {
    DuplicateGroup group{.content_hash = same.key};
    for (const Copy& copy : same.value) {
      ++group.files;
      group.size_bytes = copy.size_bytes;
      group.paths.insert(std::ranges::upper_bound(group.paths, copy.path), copy.path);
      if (group.paths.size() > kMaxPaths) group.paths.pop_back();
    }
    if (group.files > 1) groups(std::move(group));
  }
};

bool IsGreater(const DuplicateGroup& a, const DuplicateGroup& b) {
  return std::tuple(-a.extra_bytes(), -a.files, a.content_hash) <
         std::tuple(-b.extra_bytes(), -b.files, b.content_hash);
}

struct CollectFn {
  Duplicates CreateAccumulator() const { return {}; }
  void AddInput(Duplicates& all, const DuplicateGroup& group) const {
    ++all.groups;
    all.extra_files += group.files - 1;
    all.extra_bytes += group.extra_bytes();
    Keep(all, group);
  }
  void MergeAccumulators(Duplicates& into, const Duplicates& other) const {
    into.groups += other.groups;
    into.extra_files += other.extra_files;
    into.extra_bytes += other.extra_bytes;
    for (const DuplicateGroup& group : other.greatest) Keep(into, group);
  }
  Duplicates ExtractOutput(const Duplicates& all) const { return all; }

 private:
  static void Keep(Duplicates& all, const DuplicateGroup& group) {
    all.greatest.insert(std::ranges::upper_bound(all.greatest, group, IsGreater), group);
    if (all.greatest.size() > kMaxGroups) all.greatest.pop_back();
  }
};

}  // namespace

beam::PCollection<Duplicates> FindDuplicates::operator()(beam::PCollection<FileStats> stats) const {
  auto by_hash = [](const FileStats& file) {
    return KV<std::string, Copy>{file.content_hash, {file.path, file.size_bytes}};
  };
  auto expand = [&](beam::PCollection<FileStats> in) {
    return in | beam::Map("ByHash", by_hash) | beam::GroupByKey("Same") |
           beam::ParDo("Group", GroupFn()) | beam::CombineGlobally("Collect", CollectFn());
  };
  return stats | beam::Composite("FindDuplicates", expand);
}

}  // namespace job_stats
