#include "klay_beam/files/manifest.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/io/compression/compressed_file.h"
#include "beam/io/input_stream.h"
#include "beam/io/json/base64.h"
#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/text/line_reader.h"
#include "klay_beam/files/csv_line.h"

namespace klay {
namespace {

using beam::Error, beam::ErrorCode;
using Take = std::function<void(ManifestEntry&&)>;

/// What `value` says the path is: a string, or an object with "path" (or its bytes in base64, where
/// they are no text).
ManifestEntry EntryOf(const nlohmann::json& value, std::string place) {
  ManifestEntry entry{.place = std::move(place)};
  if (value.is_string()) {
    entry.path = value.get<std::string>();
  } else if (value.is_object() && value.contains("path_base64") &&
             value["path_base64"].is_string()) {
    entry.path =
        beam::io::DecodeBase64(value["path_base64"].get<std::string>()).value_or(std::string());
  } else if (value.is_object() && value.contains("path") && value["path"].is_string()) {
    entry.path = value["path"].get<std::string>();
  }
  if (entry.path.empty()) entry.fault = "neither a path nor an object with \"path\"";
  return entry;
}

void TakeAll(const nlohmann::json& values, const std::string& place, const Take& take) {
  std::size_t number = 0;
  for (const nlohmann::json& value : values) {
    take(EntryOf(value, place + ", entry " + std::to_string(++number)));
  }
}

void ReadJson(const std::string& manifest, const Take& take) {
  const auto input = beam::io::OpenDecompressed(manifest, beam::io::Compression::kAuto);
  const nlohmann::json document =
      nlohmann::json::parse(beam::io::ReadRest(*input), nullptr, /*allow_exceptions=*/false);
  if (document.is_array()) return TakeAll(document, manifest, take);
  if (!document.is_object()) {
    throw Error(ErrorCode::kDataLoss,
                "a manifest is no JSON array and no object of arrays: " + manifest);
  }
  for (const auto& [name, values] : document.items()) {
    if (values.is_array()) TakeAll(values, manifest + ", \"" + name + "\"", take);
  }
}

ManifestEntry LineEntry(std::string_view line, std::string place) {
  return {.path = std::string(line), .place = std::move(place)};
}

ManifestEntry JsonLineEntry(std::string_view line, std::string place) {
  const nlohmann::json value = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!value.is_discarded()) return EntryOf(value, std::move(place));
  return {.fault = "no JSON: " + beam::Describe(std::string(line)), .place = std::move(place)};
}

/// Reads lines of comma-separated values; the first one may name the columns.
class CsvEntries {
 public:
  std::optional<ManifestEntry> operator()(std::string_view line, std::string place) {
    const std::vector<std::string> values = CsvValues(line);
    if (std::exchange(is_first_, false)) {
      const auto named = std::ranges::find(values, "path");
      if (named != values.end()) {
        column_ = static_cast<std::size_t>(named - values.begin());
        return std::nullopt;
      }
    }
    ManifestEntry entry{.place = std::move(place)};
    if (column_ < values.size()) entry.path = values[column_];
    if (entry.path.empty()) entry.fault = "no path in the line";
    return entry;
  }

 private:
  bool is_first_ = true;
  std::size_t column_ = 0;
};

void ReadLines(
    const std::string& manifest,
    const std::function<std::optional<ManifestEntry>(std::string_view, std::string)>& entry_of,
    const Take& take) {
  beam::io::LineReader lines(beam::io::OpenDecompressed(manifest, beam::io::Compression::kAuto), 0,
                             {}, manifest);
  lines.SkipByteOrderMark();
  std::int64_t number = 0;
  while (const auto line = lines.Next()) {
    ++number;
    if (line->find_first_not_of(" \t") == std::string_view::npos) continue;
    auto entry = entry_of(*line, manifest + ", line " + std::to_string(number));
    if (entry.has_value()) take(*std::move(entry));
  }
}

/// What a Parquet manifest must have, and what is read of it: rows may lack a path.
struct Column {
  std::string path;
};
struct PathRow {
  std::optional<std::string> path;
};

void ReadParquet(const std::string& manifest, const Take& take) {
  const beam::io::ParquetReader check(manifest, beam::io::RecordTypeOf<Column>());
  beam::io::ParquetReader reader(manifest, beam::io::RecordTypeOf<PathRow>());
  std::int64_t number = 0;
  for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
    reader.OpenRowGroup(group);
    while (reader.NextRecord()) {
      PathRow row;
      beam::io::ReadRecord(reader, row);
      ManifestEntry entry{.place = manifest + ", row " + std::to_string(++number)};
      entry.path = std::move(row.path).value_or("");
      if (entry.path.empty()) entry.fault = "no path in the row";
      take(std::move(entry));
    }
  }
}

/// The name without what says how it is compressed.
std::string Uncompressed(std::string name) {
  for (const std::string_view suffix : {".gz", ".zst", ".bz2"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

}  // namespace

void ReadManifest(const std::string& manifest, const Take& take) {
  const std::string name = Uncompressed(manifest);
  if (name.ends_with(".json")) return ReadJson(manifest, take);
  if (name.ends_with(".jsonl")) return ReadLines(manifest, JsonLineEntry, take);
  if (name.ends_with(".csv")) return ReadLines(manifest, CsvEntries(), take);
  if (name.ends_with(".txt")) return ReadLines(manifest, LineEntry, take);
  if (manifest.ends_with(".parquet")) return ReadParquet(manifest, take);
  throw Error(ErrorCode::kInvalidArgument,
              "a manifest's name ends in .txt, .jsonl, .json, .csv or .parquet: " + manifest);
}

}  // namespace klay
