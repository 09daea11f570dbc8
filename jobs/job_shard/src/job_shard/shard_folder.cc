#include "job_shard/shard_folder.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "beam/io/file_system.h"
#include "beam/io/glob.h"
#include "klay_beam/files/path_parts.h"

namespace job_shard {
namespace {

constexpr std::string_view kIndexName = "index.json";
constexpr std::string_view kSamplesName = "samples.jsonl";

}  // namespace

ShardFolder::ShardFolder(const std::string& path, std::string prefix)
    : path_(klay::PlainFolder(path)), prefix_(std::move(prefix)) {
  if (prefix_.empty() || prefix_.find('/') != std::string::npos ||
      beam::PrintableUtf8(prefix_) != prefix_) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "--prefix is the beginning of a file's name: " + beam::Describe(prefix_));
  }
}

std::string ShardFolder::NameOf(std::int64_t shard) const {
  constexpr std::size_t kDigits = 6;
  std::string digits = std::to_string(shard);
  if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
  return prefix_ + "-" + digits + ".tar";
}

std::string ShardFolder::PathOf(std::string_view name) const {
  return klay::JoinPath(path_, name);
}

std::string ShardFolder::IndexPath() const {
  return PathOf(kIndexName);
}

std::string ShardFolder::SamplesPath() const {
  return PathOf(kSamplesName);
}

std::optional<std::int64_t> ShardFolder::NumberOf(const std::string& name) const {
  constexpr std::string_view kSuffix = ".tar";
  const std::string start = prefix_ + "-";
  if (!name.starts_with(start) || !name.ends_with(kSuffix)) return std::nullopt;
  const char* begin = name.data() + start.size();
  const char* end = name.data() + name.size() - kSuffix.size();
  std::int64_t number = 0;
  if (*begin == '-') return std::nullopt;
  const auto result = std::from_chars(begin, end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

ShardFolderContent ShardFolder::List() const {
  ShardFolderContent content;
  const std::string pattern = klay::JoinPath(beam::io::EscapePattern(path_), "*");
  auto add = [&](beam::io::FileMetadata&& file) {
    const std::string name = klay::SplitPath(file.path).name;
    content.has_index = content.has_index || name == kIndexName;
    content.has_samples = content.has_samples || name == kSamplesName;
    if (const auto number = NumberOf(name)) {
      content.shards.push_back({.number = *number, .name = name, .size_bytes = file.size_bytes});
    }
  };
  beam::io::FileSystemFor(pattern).Match(pattern, add);
  std::ranges::sort(content.shards, {}, &ShardFile::number);
  return content;
}

void ShardFolder::Clear(const ShardFolderContent& content) const {
  const beam::io::FileSystem& files = beam::io::FileSystemFor(path_);
  if (content.has_index) files.Remove(IndexPath());
  if (content.has_samples) files.Remove(SamplesPath());
  for (const ShardFile& shard : content.shards) files.Remove(PathOf(shard.name));
}

}  // namespace job_shard
