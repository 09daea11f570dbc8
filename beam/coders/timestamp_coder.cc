#include "beam/coders/timestamp_coder.h"

#include <algorithm>

#include "beam/coders/row/row_header.h"

namespace beam {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerMilli = 1'000;
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

std::int64_t FloorDivide(std::int64_t number, std::int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

[[noreturn]] void ThrowOutOfRange(const std::string& found) {
  throw Error(ErrorCode::kDataLoss, "timestamp is out of range: " + found);
}

}  // namespace

FieldType RowField<Timestamp>::Type() {
  const FieldType number = FieldType::Atomic(AtomicType::kInt64);
  return FieldType::Logical(
      "beam:logical_type:micros_instant:v1",
      FieldType::Row({{{"seconds", number, "", 0}, {"micros", number, "", 1}}}));
}

void RowField<Timestamp>::Encode(Timestamp value, ByteWriter& out) {
  const std::int64_t seconds = FloorDivide(value.micros, kMicrosPerSecond);
  const std::int64_t rest = value.micros % kMicrosPerSecond;
  internal::WriteRowHeader(out, 2, 0);
  RowField<std::int64_t>::Encode(seconds, out);
  RowField<std::int64_t>::Encode(rest < 0 ? rest + kMicrosPerSecond : rest, out);
}

Timestamp RowField<Timestamp>::Decode(ByteReader& in) {
  const internal::RowHeader header(in, 2);
  if (header.IsNull(0, 0)) internal::ThrowNull("seconds");
  std::int64_t seconds = RowField<std::int64_t>::Decode(in);
  if (header.IsNull(1, 1)) internal::ThrowNull("micros");
  std::int64_t micros = RowField<std::int64_t>::Decode(in);
  if (micros < 0 || micros >= kMicrosPerSecond) {
    ThrowOutOfRange(std::to_string(micros) + " microseconds of a second");
  }
  if (seconds < 0) {  // Towards zero, where the product below cannot leave the range by itself.
    ++seconds;
    micros -= kMicrosPerSecond;
  }
  Timestamp value;
  if (__builtin_mul_overflow(seconds, kMicrosPerSecond, &value.micros) ||
      __builtin_add_overflow(value.micros, micros, &value.micros)) {
    ThrowOutOfRange(std::to_string(seconds) + " seconds");
  }
  return value;
}

void InstantCoder::Encode(Timestamp value, ByteWriter& out) {
  internal::WriteSortable(Millis(value), out);
}

Timestamp InstantCoder::Decode(ByteReader& in) {
  const std::int64_t millis = internal::ReadSortable(in);
  if (millis < kMinTimestamp.micros / kMicrosPerMilli ||
      millis > kMaxTimestamp.micros / kMicrosPerMilli) {
    ThrowOutOfRange(std::to_string(millis) + " milliseconds");
  }
  return {millis * kMicrosPerMilli};
}

std::int64_t InstantCoder::Millis(Timestamp value) {
  return FloorDivide(std::clamp(value, kMinTimestamp, kMaxTimestamp).micros, kMicrosPerMilli);
}

namespace internal {

void WriteSortable(std::int64_t number, ByteWriter& out) {
  out.WriteBigEndian64(static_cast<std::uint64_t>(number) ^ kSignBit);
}

std::int64_t ReadSortable(ByteReader& in) {
  return static_cast<std::int64_t>(in.ReadBigEndian64() ^ kSignBit);
}

}  // namespace internal
}  // namespace beam
