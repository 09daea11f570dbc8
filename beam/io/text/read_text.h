#pragma once

#include <source_location>
#include <string>

#include "beam/io/text/text_format.h"

namespace beam::io {

/// The lines of the files that a pattern matches, in no particular order:
/// `p | beam::io::ReadText("/logs/*.gz")`. Large files that are not compressed are read by several
/// workers. Bytes are bytes: the text need not be UTF-8.
class ReadText {
 public:
  /// Throws invalid_argument for options that make no sense.
  explicit ReadText(std::string pattern, const ReadTextOptions& options = {},
                    std::string label = "ReadText",
                    std::source_location where = std::source_location::current());

  PCollection<std::string> operator()(Pipeline& pipeline) const;

 private:
  std::string pattern_;
  ReadTextOptions options_;
  std::string label_;
  std::source_location where_;
};

/// The same lines, each with the path of its file as the key.
class ReadTextWithFilename {
 public:
  explicit ReadTextWithFilename(std::string pattern, const ReadTextOptions& options = {},
                                std::string label = "ReadTextWithFilename",
                                std::source_location where = std::source_location::current());

  PCollection<KV<std::string, std::string>> operator()(Pipeline& pipeline) const;

 private:
  std::string pattern_;
  ReadTextOptions options_;
  std::string label_;
  std::source_location where_;
};

/// The lines of files that are elements themselves: patterns, or files from ReadMatches (which then
/// say their compression).
class ReadAllText {
 public:
  explicit ReadAllText(const ReadTextOptions& options = {}, std::string label = "ReadAllText",
                       std::source_location where = std::source_location::current());

  PCollection<std::string> operator()(PCollection<std::string> patterns) const;
  PCollection<std::string> operator()(PCollection<ReadableFile> files) const;

 private:
  ReadTextOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
