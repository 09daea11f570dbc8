#include "beam/coders/row_coder.h"

namespace beam::internal {

void WriteRowHeader(ByteWriter& out, std::size_t fields, std::uint64_t null_bits) {
  out.WriteVarint(fields);
  std::size_t length = 0;
  for (std::uint64_t rest = null_bits; rest != 0; rest >>= 8) ++length;
  out.WriteVarint(length);
  for (std::size_t i = 0; i < length; ++i)
    out.WriteByte(static_cast<std::uint8_t>(null_bits >> 8 * i));
}

std::string_view ReadRowHeader(ByteReader& in, std::size_t fields) {
  const std::uint64_t found = in.ReadVarint();
  if (found != fields) {
    throw Error(ErrorCode::kDataLoss, "row has another number of fields: expected " +
                                          std::to_string(fields) + ", found " +
                                          std::to_string(found));
  }
  return in.ReadBytes(in.ReadVarint());
}

}  // namespace beam::internal
