#include "beam/coders/logical/bounded.h"

#include "beam/base/utf8.h"

namespace beam::internal {
namespace {

bool IsText(BoundedKind kind) {
  return kind == BoundedKind::kFixedChar || kind == BoundedKind::kVarChar;
}

bool IsFixed(BoundedKind kind) {
  return kind == BoundedKind::kFixedChar || kind == BoundedKind::kFixedBytes;
}

/// Of bytes that are no UTF-8, each counts as a character.
std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const std::size_t length = Utf8CharacterLength(text);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return count;
}

const char* UrnOf(BoundedKind kind) {
  switch (kind) {
    case BoundedKind::kFixedChar:
      return "beam:logical_type:fixed_char:v1";
    case BoundedKind::kVarChar:
      return "beam:logical_type:var_char:v1";
    case BoundedKind::kFixedBytes:
      return "beam:logical_type:fixed_bytes:v1";
    case BoundedKind::kVarBytes:
      break;
  }
  return "beam:logical_type:var_bytes:v1";
}

}  // namespace

std::string FillUp(BoundedKind kind, std::int32_t length, std::string value, ErrorCode too_long) {
  const std::size_t found = IsText(kind) ? CountCharacters(value) : value.size();
  const auto most = static_cast<std::size_t>(length);
  if (found > most) {
    throw Error(too_long, "value is too long: expected at most " + std::to_string(length) +
                              (IsText(kind) ? " characters" : " bytes") + ", found " +
                              std::to_string(found));
  }
  if (IsFixed(kind)) value.append(most - found, IsText(kind) ? ' ' : '\0');
  return value;
}

FieldType TypeOfBounded(BoundedKind kind, std::int32_t length) {
  const AtomicType representation = IsText(kind) ? AtomicType::kString : AtomicType::kBytes;
  return FieldType::Logical(UrnOf(kind), FieldType::Atomic(representation), length);
}

}  // namespace beam::internal
