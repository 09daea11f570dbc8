#pragma once

#include <compare>
#include <cstdint>
#include <type_traits>

#include "beam/coders/row/row_coder.h"

/// The times of other SDKs' schemas. Within this SDK a time is a Timestamp.
namespace beam {

/// beam:logical_type:timestamp:v1: seconds since 1970, and what is beyond them as a whole number of
/// 10^-kDigits s, from 0 on.
template <int kDigits>
  requires(kDigits >= 0 && kDigits <= 9)
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t subseconds = 0;
  auto operator<=>(const Instant&) const = default;
};

/// beam:logical_type:millis_instant:v1: milliseconds since 1970, Java's DATETIME.
struct MillisInstant {
  std::int64_t millis = 0;
  auto operator<=>(const MillisInstant&) const = default;
};

namespace internal {

/// Throws `code` unless `subseconds` is within a second.
void CheckSubseconds(std::int32_t subseconds, int digits, ErrorCode code);

/// What is written for an Instant.
template <class Subseconds>
struct InstantRow {
  std::int64_t seconds = 0;
  Subseconds subseconds = 0;
};

template <int kDigits>
struct InstantField {
  using Subseconds = std::conditional_t < kDigits<5, std::int16_t, std::int32_t>;
  using Row = RowOf<InstantRow<Subseconds>>;

  static FieldType Type() {
    return FieldType::Logical("beam:logical_type:timestamp:v1", Row::Type(), kDigits);
  }
  static void Encode(const Instant<kDigits>& value, ByteWriter& out) {
    CheckSubseconds(value.subseconds, kDigits, ErrorCode::kInvalidArgument);
    Row::Encode({value.seconds, static_cast<Subseconds>(value.subseconds)}, out);
  }
  static Instant<kDigits> Decode(ByteReader& in) {
    const InstantRow<Subseconds> row = Row::Decode(in);
    CheckSubseconds(row.subseconds, kDigits, ErrorCode::kDataLoss);
    return {row.seconds, row.subseconds};
  }
};

}  // namespace internal

template <int kDigits>
struct RowField<Instant<kDigits>> : internal::InstantField<kDigits> {};
template <int kDigits>
struct Coder<Instant<kDigits>> : internal::InstantField<kDigits> {};

template <>
struct RowField<MillisInstant> {
  static FieldType Type() {
    return FieldType::Logical("beam:logical_type:millis_instant:v1",
                              FieldType::Atomic(AtomicType::kInt64));
  }
  /// Not as an INT64: as InstantCoder, with which Java writes these.
  static void Encode(MillisInstant value, ByteWriter& out) {
    internal::WriteSortable(value.millis, out);
  }
  static MillisInstant Decode(ByteReader& in) { return {internal::ReadSortable(in)}; }
};

template <>
struct Coder<MillisInstant> : RowField<MillisInstant> {};

}  // namespace beam
