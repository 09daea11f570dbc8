#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include "beam/io/file_system.h"
#include "beam/io/fileio/file_naming.h"
#include "beam/pipeline/pcollection.h"

namespace beam::io {

/// What text files have besides the lines.
struct WriteTextOptions {
  std::string header = "";  ///< The first line of each file, if it is not empty.
  std::string footer = "";  ///< The last line.
  bool append_trailing_newlines = true;
};

/// How lines become a file: a FileSink of strings.
class TextSink {
 public:
  explicit TextSink(WriteTextOptions options) : options_(std::move(options)) {}

  void Open(FileWriter& file);
  void Write(std::string_view line);
  void Flush();

 private:
  WriteTextOptions options_;
  FileWriter* file_ = nullptr;
};

/// Writes each element as a line, and returns the names of the files, which appear whole, when all
/// lines are written:
///
///     words | beam::io::WriteText("out/words", {.suffix = ".txt.gz", .num_shards = 3})
class WriteText {
 public:
  explicit WriteText(std::string prefix, OutputFiles files = {}, WriteTextOptions options = {},
                     std::string label = "WriteText",
                     std::source_location where = std::source_location::current());

  /// Throws invalid_argument for names that cannot be told apart, or that another transform has.
  PCollection<std::string> operator()(PCollection<std::string> lines) const;

 private:
  std::string prefix_;
  OutputFiles files_;
  WriteTextOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
