#pragma once

#include "beam/base/time/timestamp.h"
#include "beam/coders/row/row_field.h"

namespace beam {

/// A Timestamp in a row: beam:logical_type:micros_instant:v1, a row of seconds and microseconds.
template <>
struct RowField<Timestamp> {
  static FieldType Type();
  static void Encode(Timestamp value, ByteWriter& out);
  static Timestamp Decode(ByteReader& in);
};

/// A Timestamp as an element has the same bytes: to the microsecond, as other SDKs' need not be.
template <>
struct Coder<Timestamp> : RowField<Timestamp> {};

/// Timestamps in what Beam's model puts around elements: windowed values, windows and timers. On
/// the wire they are milliseconds, 64 bits big-endian with the sign bit inverted, so that bytes
/// sort as time does. Microseconds are rounded down (as Python's window and timestamp coders do,
/// and unlike its windowed values, which before 1970 go up), so that a time stays in its window.
/// What is outside of Beam's range becomes its end on writing, and data_loss on reading.
struct InstantCoder {
  static void Encode(Timestamp value, ByteWriter& out);
  static Timestamp Decode(ByteReader& in);
  /// The milliseconds that are written for it.
  static std::int64_t Millis(Timestamp value);
};

namespace internal {

/// 64 bits big-endian with the sign bit inverted.
void WriteSortable(std::int64_t number, ByteWriter& out);
std::int64_t ReadSortable(ByteReader& in);

}  // namespace internal
}  // namespace beam
