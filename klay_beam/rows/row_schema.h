#pragma once

#include <map>
#include <source_location>
#include <string>

#include "beam/beam.h"
#include "beam/io/record/record_type.h"

namespace klay {

/// What files of rows that have no place for it, JSON lines, say of themselves, as a line of JSON:
/// {"metadata": {"job": ...}, "fields": [{"name", "type", "units", "description"}, ...]}, where the
/// last two are only there if they are known. `row` is the type of the rows.
std::string RowSchemaJson(const beam::io::RecordType& row,
                          const std::map<std::string, std::string>& metadata);

/// Writes `json` to PREFIX.schema.json, a file that appears whole.
void WriteRowSchema(beam::Pipeline& pipeline, const std::string& prefix, std::string json,
                    std::source_location where = std::source_location::current());

}  // namespace klay
