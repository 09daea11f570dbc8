#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "beam/coders/coder.h"

namespace beam::internal {

/// What a row starts with: the number of its fields, and a bit for each that is null, least
/// significant first; bits that are left out are 0.
class RowHeader {
 public:
  /// Throws data_loss when the row has more than `fields`.
  RowHeader(ByteReader& in, std::size_t fields);

  /// Whether `field`, which is encoded at `place`, is null or not there.
  bool IsNull(std::size_t place, std::size_t field) const {
    if (place >= num_fields_) return true;
    const std::size_t byte = field / 8;
    return byte < null_bits_.size() &&
           (static_cast<unsigned char>(null_bits_[byte]) >> field % 8 & 1) != 0;
  }

 private:
  std::uint64_t num_fields_;
  std::string_view null_bits_;
};

/// Writes the same, without trailing zero bytes.
void WriteRowHeader(ByteWriter& out, std::size_t fields, std::uint64_t null_bits);

[[noreturn]] void ThrowNull(std::string_view field);

}  // namespace beam::internal
