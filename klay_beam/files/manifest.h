#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace klay {

/// An entry of a manifest: the path of a file, or why there is none.
struct ManifestEntry {
  std::string path = {};
  std::string fault = {};  ///< Empty where there is a path.
  std::string place = {};  ///< For messages: "list.jsonl, line 3".
};

/// Reads a list of files and calls `take` with each entry in its order. What the list is, its name
/// says:
///
///     .txt     a path a line
///     .jsonl   a string a line, or an object with "path", as --failures writes them
///     .json    an array of such, or an object whose values are arrays of such
///     .csv     with a line of column names one of which is "path"; without it, the first column
///
/// and behind any of them .gz, .zst or .bz2; or
///
///     .parquet  with a column "path"
///
/// Empty lines mean nothing. Throws invalid_argument for any other name and for a .parquet without
/// that column, data_loss for a .json that is no JSON and a .parquet that is torn, and what opening
/// the file throws.
void ReadManifest(const std::string& manifest, const std::function<void(ManifestEntry&&)>& take);

}  // namespace klay
