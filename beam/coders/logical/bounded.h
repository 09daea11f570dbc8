#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "beam/coders/row/row_field.h"

namespace beam {

enum class BoundedKind { kFixedChar, kVarChar, kFixedBytes, kVarBytes };

namespace internal {

/// `value`, filled up to `length` when the kind is a fixed one. Throws `too_long` when it is
/// longer.
std::string FillUp(BoundedKind kind, std::int32_t length, std::string value, ErrorCode too_long);
FieldType TypeOfBounded(BoundedKind kind, std::int32_t length);

}  // namespace internal

/// Text or bytes of bounded length, as databases have them: see FixedChar and the others below.
template <BoundedKind kKind, std::int32_t kLength>
class Bounded {
 public:
  Bounded() : Bounded(std::string()) {}
  /// Throws invalid_argument when `value` is too long.
  explicit Bounded(std::string value, ErrorCode too_long = ErrorCode::kInvalidArgument)
      : value_(internal::FillUp(kKind, kLength, std::move(value), too_long)) {}

  const std::string& value() const { return value_; }

  auto operator<=>(const Bounded&) const = default;

 private:
  std::string value_;
};

/// beam:logical_type:fixed_char:v1: N characters of UTF-8; spaces make up for what is missing.
template <std::int32_t N>
using FixedChar = Bounded<BoundedKind::kFixedChar, N>;
/// beam:logical_type:var_char:v1: at most N characters of UTF-8.
template <std::int32_t N>
using VarChar = Bounded<BoundedKind::kVarChar, N>;
/// beam:logical_type:fixed_bytes:v1: N bytes; zeros make up for what is missing.
template <std::int32_t N>
using FixedBytes = Bounded<BoundedKind::kFixedBytes, N>;
/// beam:logical_type:var_bytes:v1: at most N bytes.
template <std::int32_t N>
using VarBytes = Bounded<BoundedKind::kVarBytes, N>;

template <BoundedKind kKind, std::int32_t kLength>
struct RowField<Bounded<kKind, kLength>> {
  static FieldType Type() { return internal::TypeOfBounded(kKind, kLength); }
  static void Encode(const Bounded<kKind, kLength>& value, ByteWriter& out) {
    Coder<std::string>::Encode(value.value(), out);
  }
  static Bounded<kKind, kLength> Decode(ByteReader& in) {
    return Bounded<kKind, kLength>(Coder<std::string>::Decode(in), ErrorCode::kDataLoss);
  }
};

template <BoundedKind kKind, std::int32_t kLength>
struct Coder<Bounded<kKind, kLength>> : RowField<Bounded<kKind, kLength>> {};

}  // namespace beam
