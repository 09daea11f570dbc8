#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/io/fileio/write_files.h"
#include "beam/io/json/json_writer.h"
#include "beam/io/record/record.h"

namespace beam::io {

/// How records become a file of JSON lines: a FileSink of plain structs.
template <class T>
class JsonSink {
 public:
  void Open(FileWriter& file) { file_ = &file; }
  void Write(const T& record) {
    line_.clear();
    JsonWriter writer(line_);
    WriteRecord(record, writer);
    line_ += '\n';
    file_->Append(line_);
  }
  void Flush() {}

 private:
  FileWriter* file_ = nullptr;
  std::string line_;
};

/// Writes each record as a line of JSON, and returns the names of the files; see WriteText and
/// JsonWriter: `tracks | beam::io::WriteJson("out/tracks", {.suffix = ".jsonl.zst"})`.
class WriteJson {
 public:
  explicit WriteJson(std::string prefix, OutputFiles files = {}, std::string label = "WriteJson",
                     std::source_location where = std::source_location::current())
      : prefix_(std::move(prefix)),
        files_(std::move(files)),
        label_(std::move(label)),
        where_(where) {}

  /// Throws invalid_argument for names that cannot be told apart, or that another transform has.
  template <class T>
  PCollection<std::string> operator()(PCollection<T> records) const {
    return records | WriteFiles<T, JsonSink<T>>(prefix_, files_, {}, label_, where_);
  }

 private:
  std::string prefix_;
  OutputFiles files_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
