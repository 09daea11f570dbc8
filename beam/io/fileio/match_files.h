#pragma once

#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"

namespace beam::io {

/// Whether it is all right that a pattern matches nothing.
enum class EmptyMatchTreatment {
  kAllow,
  kDisallow,         ///< It is not_found.
  kAllowIfWildcard,  ///< It is not_found when the pattern is a plain name.
};

/// The files that a pattern (see beam/io/glob.h) matches, as they are found:
/// `p | beam::io::MatchFiles("/data/**.wav")`. Workers that have nothing to do take a part of the
/// listing; only where nothing is kDisallow, not before the first file was found. Follow it with a
/// Reshuffle where the work on each file is large: one worker finds many of them.
class MatchFiles {
 public:
  explicit MatchFiles(std::string pattern,
                      EmptyMatchTreatment empty = EmptyMatchTreatment::kAllowIfWildcard,
                      std::string label = "MatchFiles",
                      std::source_location where = std::source_location::current());

  PCollection<FileMetadata> operator()(Pipeline& pipeline) const;

 private:
  std::string pattern_;
  EmptyMatchTreatment empty_;
  std::string label_;
  std::source_location where_;
};

/// The files that patterns match, each pattern an element. A file that several match comes several
/// times.
class MatchAll {
 public:
  explicit MatchAll(EmptyMatchTreatment empty = EmptyMatchTreatment::kAllow,
                    std::string label = "MatchAll",
                    std::source_location where = std::source_location::current());

  PCollection<FileMetadata> operator()(PCollection<std::string> patterns) const;

 private:
  EmptyMatchTreatment empty_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
