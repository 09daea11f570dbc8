#include "beam/io/text/read_text.h"

#include <utility>

namespace beam::io {
namespace {

struct TextFormat {
  TextLines lines;

  static constexpr std::int64_t kUnitsPerPart = TextLines::kUnitsPerPart;
  std::int64_t NumUnits(const ReadableFile& file) const { return lines.NumUnits(file); }
  void Read(const ReadableFile& file, UnitTracker& units, Emitter<std::string>& out) const {
    lines.ForEach(file, units,
                  [&](std::string_view line, std::int64_t) { out(std::string(line)); });
  }
};

struct TextWithFilenameFormat {
  using Line = KV<std::string, std::string>;

  TextLines lines;

  static constexpr std::int64_t kUnitsPerPart = TextLines::kUnitsPerPart;
  std::int64_t NumUnits(const ReadableFile& file) const { return lines.NumUnits(file); }
  void Read(const ReadableFile& file, UnitTracker& units, Emitter<Line>& out) const {
    lines.ForEach(file, units, [&](std::string_view line, std::int64_t) {
      out({file.metadata.path, std::string(line)});
    });
  }
};

}  // namespace

ReadText::ReadText(std::string pattern, const ReadTextOptions& options, std::string label,
                   std::source_location where)
    : pattern_(std::move(pattern)), options_(options), label_(std::move(label)), where_(where) {}

PCollection<std::string> ReadText::operator()(Pipeline& pipeline) const {
  return pipeline | ReadMatching<TextFormat, std::string>(
                        pattern_, options_.empty_match_treatment, options_.compression,
                        TextFormat{TextLines(options_)}, label_, where_);
}

ReadTextWithFilename::ReadTextWithFilename(std::string pattern, const ReadTextOptions& options,
                                           std::string label, std::source_location where)
    : pattern_(std::move(pattern)), options_(options), label_(std::move(label)), where_(where) {}

PCollection<KV<std::string, std::string>> ReadTextWithFilename::operator()(
    Pipeline& pipeline) const {
  using Line = TextWithFilenameFormat::Line;
  return pipeline | ReadMatching<TextWithFilenameFormat, Line>(
                        pattern_, options_.empty_match_treatment, options_.compression,
                        TextWithFilenameFormat{TextLines(options_)}, label_, where_);
}

ReadAllText::ReadAllText(const ReadTextOptions& options, std::string label,
                         std::source_location where)
    : options_(options), label_(std::move(label)), where_(where) {}

PCollection<std::string> ReadAllText::operator()(PCollection<std::string> patterns) const {
  auto expand = [&](PCollection<std::string> in) {
    return in | MatchAll(options_.empty_match_treatment, "MatchAll", where_) |
           ReadMatches(options_.compression, "ReadMatches", where_) |
           ReadFiles<TextFormat, std::string>(TextFormat{TextLines(options_)}, "Read", where_);
  };
  return patterns | Composite(label_, expand, where_);
}

PCollection<std::string> ReadAllText::operator()(PCollection<ReadableFile> files) const {
  return files |
         ReadFiles<TextFormat, std::string>(TextFormat{TextLines(options_)}, label_, where_);
}

}  // namespace beam::io
