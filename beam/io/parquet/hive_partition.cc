#include "beam/io/parquet/hive_partition.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "beam/base/error.h"

namespace beam::io {
namespace {

constexpr std::string_view kNull = "__HIVE_DEFAULT_PARTITION__";

std::string Encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '.') {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

/// Percent signs that encode nothing stay.
std::string Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* hex = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::string PartitionFolder(std::string_view field, const std::optional<std::string>& value) {
  return Encode(field) + '=' + (value.has_value() ? Encode(*value) : std::string(kNull));
}

std::map<std::string, std::optional<std::string>, std::less<>> PartitionsOfPath(
    std::string_view path) {
  std::map<std::string, std::optional<std::string>, std::less<>> partitions;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    const std::string_view folder = path.substr(0, slash);
    path.remove_prefix(slash + 1);
    const std::size_t sign = folder.find('=');
    if (sign == folder.npos) continue;
    const std::string_view text = folder.substr(sign + 1);
    std::optional<std::string> value;
    if (text != kNull) value = Decode(text);
    partitions.insert_or_assign(Decode(folder.substr(0, sign)), std::move(value));
  }
  return partitions;
}

bool CanPartition(const RecordType& type) {
  using enum RecordType::Kind;
  return type.kind == kString || type.kind == kEnum || type.kind == kSigned ||
         type.kind == kUnsigned || type.kind == kBool;
}

const RecordField& PartitionField(const RecordType& row, std::string_view field) {
  const auto found = std::ranges::find(row.fields, field, &RecordField::name);
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::kInvalidArgument, "Parquet files are partitioned by a field " + why +
                                                 ": expected one of " + row.Describe() +
                                                 ", found \"" + std::string(field) + '"');
  };
  if (found == row.fields.end()) refuse("of the struct");
  if (!CanPartition(found->type)) refuse("that is a string, an enum, an integer or a bool");
  if (row.fields.size() == 1) refuse("of several");
  return *found;
}

RecordType WithoutField(const RecordType& row, std::string_view field) {
  RecordType rest = row;
  std::erase_if(rest.fields, [&](const RecordField& one) { return one.name == field; });
  return rest;
}

}  // namespace beam::io
