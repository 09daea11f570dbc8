#include "beam/io/fileio/match_files.h"

#include <utility>

#include "beam/io/fileio/divisible_match.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/par_do.h"

namespace beam::io {
namespace {

struct MatchFn {
  EmptyMatchTreatment empty;

  PathRange InitialRestriction(const std::string&) const {
    return {.may_be_empty = empty != EmptyMatchTreatment::kDisallow};
  }

  void Process(const std::string& pattern, ListingTracker& part, Emitter<FileMetadata>& out) const {
    bool any = false;
    const auto is_wanted = [](const FileMetadata&) { return true; };
    try {
      MatchDivisibly(pattern, part, is_wanted, [&](FileMetadata&& file) {
        any = true;
        out(std::move(file));
      });
    } catch (const Error& error) {
      // What comes from further downstream has been through `out`.
      const bool nothing = error.code() == ErrorCode::kNotFound && !any;
      if (!nothing || empty != EmptyMatchTreatment::kAllow) throw;
      part.TryClaim(ListingPosition::End());
    }
    if (!part.restriction().may_be_empty) {
      throw Error(ErrorCode::kNotFound, "no file matches: " + pattern);
    }
  }
};

}  // namespace

MatchFiles::MatchFiles(std::string pattern, EmptyMatchTreatment empty, std::string label,
                       std::source_location where)
    : pattern_(std::move(pattern)), empty_(empty), label_(std::move(label)), where_(where) {}

PCollection<FileMetadata> MatchFiles::operator()(Pipeline& pipeline) const {
  auto expand = [&](Pipeline& p) {
    auto give_pattern = [pattern = pattern_](const Bytes&) { return pattern; };
    return p | Impulse("Impulse", where_) | Map("Pattern", give_pattern, where_) |
           MatchAll(empty_, "Match", where_);
  };
  return pipeline | Composite(label_, expand, where_);
}

MatchAll::MatchAll(EmptyMatchTreatment empty, std::string label, std::source_location where)
    : empty_(empty), label_(std::move(label)), where_(where) {}

PCollection<FileMetadata> MatchAll::operator()(PCollection<std::string> patterns) const {
  return patterns | ParDo(label_, MatchFn{empty_}, where_);
}

}  // namespace beam::io
