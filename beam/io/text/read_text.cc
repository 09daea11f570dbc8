#include "beam/io/text/read_text.h"

#include <utility>

#include "beam/io/fileio/read_matches.h"

namespace beam::io {
namespace {

struct TextFormat {
  TextLines lines;

  FileUnits Units(const ReadableFile& file) const { return lines.Units(file); }
  void Read(const ReadableFile& file, std::int64_t first, const TryClaim& try_claim,
            Emitter<std::string>& out) const {
    lines.ForEach(file, first, try_claim,
                  [&](std::string_view line, std::int64_t) { out(std::string(line)); });
  }
};

struct TextWithFilenameFormat {
  using Line = KV<std::string, std::string>;

  TextLines lines;

  FileUnits Units(const ReadableFile& file) const { return lines.Units(file); }
  void Read(const ReadableFile& file, std::int64_t first, const TryClaim& try_claim,
            Emitter<Line>& out) const {
    lines.ForEach(file, first, try_claim, [&](std::string_view line, std::int64_t) {
      out({file.metadata.path, std::string(line)});
    });
  }
};

}  // namespace

ReadText::ReadText(std::string pattern, const ReadTextOptions& options, std::string label,
                   std::source_location where)
    : pattern_(std::move(pattern)), options_(options), label_(std::move(label)), where_(where) {}

PCollection<std::string> ReadText::operator()(Pipeline& pipeline) const {
  auto expand = [&](Pipeline& p) {
    return p | MatchFiles(pattern_, options_.empty_match_treatment, "MatchFiles", where_) |
           ReadMatches(options_.compression, "ReadMatches", where_) |
           ReadFiles<TextFormat, std::string>(TextFormat{TextLines(options_)}, "Lines", where_);
  };
  return pipeline | Composite(label_, expand, where_);
}

ReadTextWithFilename::ReadTextWithFilename(std::string pattern, const ReadTextOptions& options,
                                           std::string label, std::source_location where)
    : pattern_(std::move(pattern)), options_(options), label_(std::move(label)), where_(where) {}

PCollection<KV<std::string, std::string>> ReadTextWithFilename::operator()(
    Pipeline& pipeline) const {
  using Read = ReadFiles<TextWithFilenameFormat, KV<std::string, std::string>>;
  auto expand = [&](Pipeline& p) {
    return p | MatchFiles(pattern_, options_.empty_match_treatment, "MatchFiles", where_) |
           ReadMatches(options_.compression, "ReadMatches", where_) |
           Read(TextWithFilenameFormat{TextLines(options_)}, "Lines", where_);
  };
  return pipeline | Composite(label_, expand, where_);
}

ReadAllText::ReadAllText(const ReadTextOptions& options, std::string label,
                         std::source_location where)
    : options_(options), label_(std::move(label)), where_(where) {}

PCollection<std::string> ReadAllText::operator()(PCollection<std::string> patterns) const {
  auto expand = [&](PCollection<std::string> in) {
    return in | MatchAll(options_.empty_match_treatment, "MatchAll", where_) |
           ReadMatches(options_.compression, "ReadMatches", where_) |
           ReadFiles<TextFormat, std::string>(TextFormat{TextLines(options_)}, "Lines", where_);
  };
  return patterns | Composite(label_, expand, where_);
}

PCollection<std::string> ReadAllText::operator()(PCollection<ReadableFile> files) const {
  return files |
         ReadFiles<TextFormat, std::string>(TextFormat{TextLines(options_)}, label_, where_);
}

}  // namespace beam::io
