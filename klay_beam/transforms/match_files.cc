#include "klay_beam/transforms/match_files.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "beam/beam.h"
#include "beam/io/fileio/divisible_match.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

struct MatchFn {
  std::string pattern;
  MatchFilesOptions options;
  beam::Counter matched{kMatchedMetric};

  beam::io::PathRange InitialRestriction(const beam::Bytes&) const {
    return {.may_be_empty = options.allow_empty};
  }

  void Process(const beam::Bytes&, beam::io::ListingTracker& part,
               beam::Emitter<FileMetadata>& out) const {
    const auto is_wanted = [this](const FileMetadata& file) {
      return EndsWithIgnoringCase(file.path, options.suffix);
    };
    beam::io::MatchDivisibly(pattern, part, is_wanted, [&](FileMetadata&& file) {
      if (options.is_counted) matched.Increment();
      out(std::move(file));
    });
    if (part.restriction().may_be_empty) return;
    std::string message = "no file matches: " + pattern;
    if (!options.suffix.empty()) message += " with suffix " + options.suffix;
    throw beam::Error(beam::ErrorCode::kNotFound, message);
  }
};

}  // namespace

bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         std::equal(suffix.begin(), suffix.end(), text.end() - suffix.size(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) ==
                  std::tolower(static_cast<unsigned char>(b));
         });
}

MatchFiles::MatchFiles(std::string pattern, MatchFilesOptions options, std::source_location where)
    : pattern_(std::move(pattern)), options_(std::move(options)), where_(where) {}

beam::PCollection<FileMetadata> MatchFiles::operator()(beam::Pipeline& pipeline) const {
  RunReport::Of(pipeline);
  auto expand = [&](beam::Pipeline& p) {
    return p | beam::Impulse("Impulse", where_) |
           beam::ParDo("Match", MatchFn{pattern_, options_}, where_);
  };
  return pipeline | beam::Composite("MatchFiles", expand, where_);
}

}  // namespace klay
