#include "klay_beam/transforms/match_files.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "beam/beam.h"
#include "beam/io/file_system.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         std::equal(suffix.begin(), suffix.end(), text.end() - suffix.size(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) ==
                  std::tolower(static_cast<unsigned char>(b));
         });
}

struct MatchFn {
  std::string pattern;
  MatchFilesOptions options;
  beam::Counter matched{kMatchedMetric};

  void Process(const beam::Bytes&, beam::Emitter<FileMetadata>& out) const {
    std::int64_t found = 0;
    beam::io::FileSystemFor(pattern).Match(pattern, [&](FileMetadata&& file) {
      if (!EndsWithIgnoringCase(file.path, options.suffix)) return;
      ++found;
      matched.Increment();
      out(std::move(file));
    });
    if (found > 0 || options.allow_empty) return;
    std::string message = "no file matches: " + pattern;
    if (!options.suffix.empty()) message += " with suffix " + options.suffix;
    throw beam::Error(beam::ErrorCode::kNotFound, message);
  }
};

}  // namespace

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
