#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beam/coders/row/row_field.h"

namespace beam {

/// A decimal number of any length, as money is counted: beam:logical_type:decimal:v1. It has an
/// unscaled whole number and a scale: 3.1415 is 31415 and 4. Numbers are equal when both are, so
/// that 1.0 is not 1.00, as in Java.
class Decimal {
 public:
  /// 0
  Decimal() = default;
  /// `unscaled` is big-endian, in two's complement; empty is 0.
  Decimal(std::string unscaled, std::int32_t scale);
  /// Reads "-100.123". Throws invalid_argument when it is no such number, or one of more than
  /// kMaxDigits.
  static Decimal Parse(std::string_view text);

  /// In as few bytes as hold it, at least one.
  const std::string& unscaled() const { return unscaled_; }
  std::int32_t scale() const { return scale_; }
  /// "-100.123"; a scale below 0 as "5e3". Throws resource_exhausted when that is more than
  /// kMaxDigits.
  std::string ToString() const;

  bool operator==(const Decimal&) const = default;

  /// What text is made of and read from; bytes may hold more.
  static constexpr std::int32_t kMaxDigits = 10'000;

 private:
  std::string unscaled_ = std::string(1, '\0');
  std::int32_t scale_ = 0;
};

/// The scale as a varint, then the unscaled number with its length; not as the BYTES that the
/// schema says.
template <>
struct RowField<Decimal> {
  static FieldType Type();
  static void Encode(const Decimal& value, ByteWriter& out);
  static Decimal Decode(ByteReader& in);
};

template <>
struct Coder<Decimal> : RowField<Decimal> {};

}  // namespace beam
