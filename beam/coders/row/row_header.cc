#include "beam/coders/row/row_header.h"

namespace beam::internal {

void WriteRowHeader(ByteWriter& out, std::size_t fields, std::uint64_t null_bits) {
  out.WriteVarint(fields);
  std::uint8_t length = 0;
  for (std::uint64_t rest = null_bits; rest != 0; rest >>= 8) ++length;
  out.WriteByte(length);
  for (; length > 0; --length, null_bits >>= 8) {
    out.WriteByte(static_cast<std::uint8_t>(null_bits));
  }
}

RowHeader::RowHeader(ByteReader& in, std::size_t fields)
    : num_fields_(in.ReadVarint()), null_bits_(in.ReadBytes(in.ReadVarint())) {
  if (num_fields_ <= fields) return;
  throw Error(ErrorCode::kDataLoss, "row has too many fields: expected at most " +
                                        std::to_string(fields) + ", found " +
                                        std::to_string(num_fields_));
}

void ThrowNull(std::string_view field) {
  throw Error(ErrorCode::kDataLoss, "null in a field that takes none: " + std::string(field));
}

}  // namespace beam::internal
