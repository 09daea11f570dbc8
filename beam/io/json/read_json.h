#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <utility>

#include "beam/io/json/json_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/text/text_format.h"

namespace beam::io {

/// How files of JSON lines are read.
struct ReadJsonOptions {
  Compression compression = Compression::kAuto;
  UnknownFields unknown_fields = UnknownFields::kIgnore;
  std::int64_t max_line_bytes = 256 << 20;
  EmptyMatchTreatment empty_match_treatment = EmptyMatchTreatment::kDisallow;
};

/// A line that is not the JSON of a record.
struct FailedLine {
  std::string path;
  std::int64_t line = 0;  ///< From 1.
  std::string message;
  std::string text;
  auto operator<=>(const FailedLine&) const = default;
};

namespace internal {

/// The lines of JSON files, and which of them are wrong.
class JsonLines {
 public:
  explicit JsonLines(const ReadJsonOptions& options)
      : lines_({.compression = options.compression, .max_line_bytes = options.max_line_bytes}),
        unknown_(options.unknown_fields) {}

  std::int64_t NumUnits(const ReadableFile& file) const { return lines_.NumUnits(file); }

  /// Calls `parse` with each line, except for empty ones, and then `accept`; or `fail` for a line
  /// of which `parse` throws data_loss.
  void ForEach(const ReadableFile& file, UnitTracker& units,
               const std::function<void(JsonReader& line)>& parse,
               const std::function<void()>& accept,
               const std::function<void(FailedLine&& failed)>& fail) const;

 private:
  TextLines lines_;
  UnknownFields unknown_;
};

/// Throws data_loss for a line, naming it.
[[noreturn]] void ThrowFailedLine(const FailedLine& failed);

template <class T>
struct JsonFormat {
  static constexpr std::int64_t kUnitsPerPart = TextLines::kUnitsPerPart;

  JsonLines lines;

  std::int64_t NumUnits(const ReadableFile& file) const { return lines.NumUnits(file); }
  void Read(const ReadableFile& file, UnitTracker& units, Emitter<T>& out) const {
    ReadAll(file, units, out, ThrowFailedLine);
  }
  void Read(const ReadableFile& file, UnitTracker& units, Emitter<T>& out,
            Emitter<FailedLine>& failed) const {
    ReadAll(file, units, out, [&](FailedLine&& line) { failed(std::move(line)); });
  }

 private:
  void ReadAll(const ReadableFile& file, UnitTracker& units, Emitter<T>& out,
               const std::function<void(FailedLine&& failed)>& fail) const {
    T record{};
    auto parse = [&](JsonReader& line) {
      record = T{};
      ReadRecord(line, record);
      line.Finish();
    };
    auto accept = [&] { out(std::move(record)); };
    lines.ForEach(file, units, parse, accept, fail);
  }
};

}  // namespace internal

/// The records in files of JSON lines, one on each line:
///
///     auto tracks = p | beam::io::ReadJson<Track>("out/tracks*.jsonl");
///
/// T is a plain struct (see beam/io/record/record.h for its fields, json_writer.h for their form);
/// a std::optional field may be missing. Empty lines are left out. A line that is no T ends the
/// job, with its file, number, field, and what was expected and found.
template <class T>
class ReadJson {
 public:
  explicit ReadJson(std::string pattern, const ReadJsonOptions& options = {},
                    std::string label = "ReadJson",
                    std::source_location where = std::source_location::current())
      : pattern_(std::move(pattern)), options_(options), label_(std::move(label)), where_(where) {}

  PCollection<T> operator()(Pipeline& pipeline) const {
    return pipeline | ReadMatching<internal::JsonFormat<T>, T>(
                          pattern_, options_.empty_match_treatment, options_.compression,
                          internal::JsonFormat<T>{internal::JsonLines(options_)}, label_, where_);
  }

  /// The same, with a second output for the lines that are no T:
  ///
  ///     auto [tracks, failed] = p | beam::io::ReadJson<Track>("x*.jsonl").WithFailures();
  auto WithFailures() const {
    return ReadMatching<internal::JsonFormat<T>, T, FailedLine>(
        pattern_, options_.empty_match_treatment, options_.compression,
        internal::JsonFormat<T>{internal::JsonLines(options_)}, label_, where_);
  }

 private:
  std::string pattern_;
  ReadJsonOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
