#include "klay_beam/files/file_name_mutator.h"

#include <re2/re2.h>

#include <array>
#include <optional>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/hash.h"
#include "klay_beam/files/name_template.h"
#include "klay_beam/files/path_parts.h"

namespace klay {
namespace {

using beam::Error, beam::ErrorCode;

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kInvalidArgument, why);
}

std::string HashText(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 16> text;
  std::uint64_t hash = beam::HashOf(path);
  for (std::size_t i = text.size(); i-- > 0; hash >>= 4) text[i] = kDigits[hash & 15];
  return {text.begin(), text.end()};
}

}  // namespace

class FileNameMutator::Rules {
 public:
  explicit Rules(FileNameOptions options) : options_(std::move(options)) {
    if (options_.source_dir.empty() != options_.target_dir.empty()) {
      Refuse("source_dir and target_dir go together: found source_dir " +
             beam::Describe(options_.source_dir) + ", target_dir " +
             beam::Describe(options_.target_dir));
    }
    if (!options_.old_suffix.empty() && !options_.old_suffix_pattern.empty()) {
      Refuse("either old_suffix or old_suffix_pattern, not both: found " +
             beam::Describe(options_.old_suffix) + " and " +
             beam::Describe(options_.old_suffix_pattern));
    }
    if (!options_.name_template.empty() && !options_.new_suffix.empty()) {
      Refuse("either new_suffix or name_template, not both: found " +
             beam::Describe(options_.new_suffix) + " and " +
             beam::Describe(options_.name_template));
    }
    if (options_.new_suffix.find('/') != std::string::npos) {
      Refuse("a suffix has no slash: " + beam::Describe(options_.new_suffix));
    }
    if (!options_.source_dir.empty()) {
      source_ = PlainFolder(options_.source_dir);
      target_ = PlainFolder(options_.target_dir);
    }
    if (!options_.name_template.empty()) template_.emplace(options_.name_template);
    if (!options_.old_suffix_pattern.empty()) {
      CompilePattern(options_.old_suffix_pattern);
    } else if (options_.any_case && !options_.old_suffix.empty()) {
      CompilePattern("(?i:" + re2::RE2::QuoteMeta(options_.old_suffix) + ")");
    }
  }

  const FileNameOptions& options() const { return options_; }

  std::string TargetOf(const std::string& path, std::int64_t index) const {
    const std::string plain = PlainPath(path);
    PathParts parts = SplitPath(plain);
    if (parts.name.empty() || path.ends_with('/')) {
      Refuse("a folder is no file: " + beam::Describe(path));
    }
    if (!target_.empty()) {
      parts.folder = JoinPath(target_, SplitPath(RelativeTo(source_, plain)).folder);
    }
    std::string target = Named(parts, path, index);
    if (target == plain) Refuse("a file would be its own target: " + beam::Describe(path));
    return target;
  }

 private:
  void CompilePattern(const std::string& suffix) {
    pattern_ = std::make_unique<re2::RE2>("(" + suffix + ")$", re2::RE2::CannedOptions::Quiet);
    if (!pattern_->ok()) {
      Refuse("old_suffix_pattern is no regular expression: " + pattern_->error() + ": " +
             beam::Describe(suffix));
    }
  }

  /// Where the suffix of `name` begins that is to be cut; its end without one.
  std::size_t SuffixOf(const std::string& name) const {
    if (pattern_ == nullptr) {
      return name.size() - (name.ends_with(options_.old_suffix) ? options_.old_suffix.size() : 0);
    }
    re2::StringPiece match;
    if (pattern_->Match(name, 0, name.size(), re2::RE2::UNANCHORED, &match, 1)) {
      return name.size() - match.size();
    }
    return name.size();
  }

  std::string Named(const PathParts& parts, const std::string& path, std::int64_t index) const {
    std::size_t suffix = SuffixOf(parts.name);
    if (!template_.has_value()) {
      return JoinPath(parts.folder, parts.name.substr(0, suffix) + options_.new_suffix);
    }
    const std::size_t dot = parts.name.rfind('.');
    if (suffix == parts.name.size() && dot != std::string::npos && dot > 0) suffix = dot;
    const std::string hash = HashText(path);
    const std::string_view name = parts.name;
    return PlainPath(template_->Fill({.dir = parts.folder.empty() ? "." : parts.folder,
                                      .stem = name.substr(0, suffix),
                                      .ext = name.substr(suffix),
                                      .hash = hash,
                                      .index = index}));
  }

  const FileNameOptions options_;
  std::string source_;
  std::string target_;
  std::optional<NameTemplate> template_;
  std::unique_ptr<const re2::RE2> pattern_;
};

FileNameMutator::FileNameMutator(FileNameOptions options)
    : rules_(std::make_shared<const Rules>(std::move(options))) {}

std::string FileNameMutator::TargetOf(const std::string& path, std::int64_t index) const {
  return rules_->TargetOf(path, index);
}

const FileNameOptions& FileNameMutator::options() const {
  return rules_->options();
}

}  // namespace klay
