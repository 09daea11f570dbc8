#include "klay_beam/rows/row_schema.h"

#include <utility>

#include "beam/io/json/json_writer.h"
#include "beam/io/record/units.h"
#include "beam/io/text/write_text.h"

namespace klay {
namespace {

/// The writer's next field of a row.
class Fields {
 public:
  explicit Fields(beam::io::JsonWriter& writer) : writer_(writer) { writer_.BeginRow(); }

  void Add(std::string_view name, std::string_view text) {
    Begin(name);
    writer_.String(text);
  }
  void Begin(std::string_view name) { writer_.Field(next_++, name); }
  void End() { writer_.EndRow(); }

 private:
  beam::io::JsonWriter& writer_;
  std::size_t next_ = 0;
};

void WriteField(const beam::io::RecordField& field, beam::io::JsonWriter& writer) {
  Fields fields(writer);
  fields.Add("name", field.name);
  fields.Add("type", field.type.Describe());
  if (const std::string units = beam::io::UnitsOf(field.doc); !units.empty()) {
    fields.Add("units", units);
  }
  if (!field.doc.empty()) fields.Add("description", field.doc);
  fields.End();
}

}  // namespace

std::string RowSchemaJson(const beam::io::RecordType& row,
                          const std::map<std::string, std::string>& metadata) {
  std::string json;
  beam::io::JsonWriter writer(json);
  Fields schema(writer);
  schema.Begin("metadata");
  Fields said(writer);
  for (const auto& [key, value] : metadata) said.Add(key, value);
  said.End();
  schema.Begin("fields");
  writer.BeginList();
  for (const beam::io::RecordField& field : row.fields) {
    writer.Item();
    WriteField(field, writer);
  }
  writer.EndList();
  schema.End();
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
