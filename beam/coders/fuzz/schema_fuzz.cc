#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/row/schema_row_coder.h"
#include "beam/coders/testing/schema_reader.h"
#include "beam/testing/fuzz/fuzz_target.h"

/// A schema from elsewhere, with its size in a byte before it, and a row that is to have it.
namespace beam::fuzz {
namespace {

using namespace std::string_literals;

struct Row {
  std::string str;
  bool f_bool = false;
  std::optional<std::int32_t> i32;
};

void Try(std::string_view schema_bytes, std::string_view row_bytes) {
  const Schema schema = testing::ReadSchema(schema_bytes);
  if (schema.Describe().empty() || !(schema == testing::ReadSchema(schema_bytes))) {
    throw std::logic_error("a schema is not equal to itself");
  }
  const SchemaRowCoder<Row> coder(schema);
  ByteReader in(row_bytes);
  const Row row = coder.Decode(in);
  std::string bytes;
  ByteWriter writer(bytes);
  coder.Encode(row, writer);
  ByteReader again(bytes);
  if (Encode(coder.Decode(again)) != Encode(row)) throw std::logic_error("decodes otherwise");
}

}  // namespace

std::vector<std::string> Seeds() {
  const std::string fields =
      "\n\x0b\n\x03str\x1a\x02\x10\x07(\x01\n\x0e\n\x06"
      "f_bool\x1a\x02\x10\x08(\x02\n\x0b\n\x03i32"
      "\x1a\x04\x08\x01\x10\x03";
  const std::string positions = " \x01";
  std::vector<std::string> seeds;
  for (const std::string& schema : {fields, fields + positions}) {
    seeds.push_back(static_cast<char>(schema.size()) + schema + "\x03\x00\x15\x04str2\x00"s);
    seeds.push_back(static_cast<char>(schema.size()) + schema + "\x03\x01\x04\x04str2\x00"s);
  }
  return seeds;
}

void TryInput(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t size = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  try {
    Try(bytes.substr(0, size), size < bytes.size() ? bytes.substr(size) : "");
  } catch (const Error& error) {
    const ErrorCode code = error.code();
    if (code != ErrorCode::kDataLoss && code != ErrorCode::kInvalidArgument &&
        code != ErrorCode::kUnimplemented) {
      throw;
    }
  }
}

}  // namespace beam::fuzz
