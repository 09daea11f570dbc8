#include "klay_beam/rows/row_schema.h"

#include <utility>
#include <vector>

#include "beam/io/json/json_writer.h"
#include "beam/io/record/record.h"
#include "beam/io/record/units.h"
#include "beam/io/text/write_text.h"

namespace klay {
namespace {

using Properties = std::map<std::string, std::string>;

struct RowSchema {
  Properties metadata = {};
  std::vector<Properties> fields = {};
};

Properties PropertiesOf(const beam::io::RecordField& field) {
  Properties properties = {{"name", field.name}, {"type", field.type.Describe()}};
  if (!field.doc.empty()) properties["description"] = field.doc;
  const std::string units = beam::io::UnitsOf(field.doc);
  if (!units.empty()) properties["units"] = units;
  return properties;
}

}  // namespace

std::string RowSchemaJson(const beam::io::RecordType& row,
                          const std::map<std::string, std::string>& metadata) {
  RowSchema schema = {.metadata = metadata};
  for (const beam::io::RecordField& field : row.fields) {
    schema.fields.push_back(PropertiesOf(field));
  }
  std::string json;
  beam::io::JsonWriter writer(json);
  beam::io::WriteRecord(schema, writer);
  return json;
}

void WriteRowSchema(beam::Pipeline& pipeline, const std::string& prefix, std::string json,
                    std::source_location where) {
  pipeline | beam::Create("Schema", {std::move(json)}, where) |
      beam::io::WriteText(prefix,
                          {.suffix = ".schema.json", .num_shards = 1, .shard_name_template = ""},
                          {}, "WriteSchema", where);
}

}  // namespace klay
