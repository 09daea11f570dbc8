#pragma once

#include <source_location>
#include <string>
#include <string_view>

#include "beam/io/json/json_reader.h"
#include "beam/io/record/record.h"
#include "klay_beam/files/load_files.h"

namespace klay {

/// Loads the one JSON document of each file into a plain struct (see beam/io/record/record.h):
/// `auto [lyrics, failed] = files | klay::LoadJson<Lyrics>();`. Fields that the struct does not
/// have mean nothing; a file that is no JSON, or lacks a field that is no std::optional, fails.
template <beam::PlainStruct T>
auto LoadJson(std::string label = "LoadJson",
              std::source_location where = std::source_location::current()) {
  const auto parse = [](std::string_view text) {
    T value{};
    beam::io::JsonReader reader(text);
    beam::io::ReadRecord(reader, value);
    reader.Finish();
    return value;
  };
  return LoadFiles(parse, std::move(label), where);
}

}  // namespace klay
