#include "beam/coders/logical/decimal.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "beam/base/utf8.h"

namespace beam {
namespace {

/// Takes bytes off the front that say nothing but the sign.
std::string Shortest(std::string unscaled) {
  std::size_t extra = 0;
  while (extra + 1 < unscaled.size()) {
    const auto first = static_cast<unsigned char>(unscaled[extra]);
    const bool next_is_negative = (static_cast<unsigned char>(unscaled[extra + 1]) & 0x80) != 0;
    if (first != (next_is_negative ? 0xff : 0x00)) break;
    ++extra;
  }
  return extra == 0 ? std::move(unscaled) : unscaled.substr(extra);
}

bool IsNegative(std::string_view unscaled) {
  return (static_cast<unsigned char>(unscaled.front()) & 0x80) != 0;
}

/// The number with the opposite sign, of as many bytes.
std::string Negated(std::string number) {
  for (char& byte : number) byte = static_cast<char>(~byte);
  for (std::size_t i = number.size(); i-- > 0;) {
    number[i] = static_cast<char>(number[i] + 1);
    if (number[i] != 0) break;
  }
  return number;
}

/// The decimal digits of a magnitude of big-endian bytes, without leading zeros but for "0".
std::string DigitsOf(std::string bytes) {
  std::string digits;
  std::size_t begin = 0;
  while (begin < bytes.size()) {
    unsigned rest = 0;
    for (std::size_t i = begin; i < bytes.size(); ++i) {
      rest = rest << 8 | static_cast<unsigned char>(bytes[i]);
      bytes[i] = static_cast<char>(rest / 10);
      rest %= 10;
    }
    digits += static_cast<char>('0' + rest);
    while (begin < bytes.size() && bytes[begin] == 0) ++begin;
  }
  std::ranges::reverse(digits);
  return digits;
}

/// The other way round, with a zero byte in front.
std::string BytesOf(std::string_view digits) {
  std::vector<unsigned char> little_endian;
  for (const char digit : digits) {
    unsigned carry = static_cast<unsigned>(digit - '0');
    for (unsigned char& byte : little_endian) {
      carry += 10U * byte;
      byte = static_cast<unsigned char>(carry);
      carry >>= 8;
    }
    if (carry > 0) little_endian.push_back(static_cast<unsigned char>(carry));
  }
  return std::string(1, '\0') + std::string(little_endian.rbegin(), little_endian.rend());
}

}  // namespace

Decimal::Decimal(std::string unscaled, std::int32_t scale)
    : unscaled_(Shortest(std::move(unscaled))), scale_(scale) {
  if (unscaled_.empty()) unscaled_.assign(1, '\0');
}

Decimal Decimal::Parse(std::string_view text) {
  std::string_view rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative) rest.remove_prefix(1);
  const std::size_t point = rest.find('.');
  std::string digits(rest.substr(0, point));
  std::int32_t scale = 0;
  if (point != std::string_view::npos) {
    digits += rest.substr(point + 1);
    scale = static_cast<std::int32_t>(rest.size() - point - 1);
  }
  if (digits.empty() || digits.size() > kMaxDigits ||
      digits.find_first_not_of("0123456789") != std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a decimal number, found \"" + PrintableUtf8(text.substr(0, 100)) + "\"");
  }
  std::string number = BytesOf(digits);
  return {is_negative ? Negated(std::move(number)) : std::move(number), scale};
}

std::string Decimal::ToString() const {
  // A byte is some 2.4 digits.
  const std::int64_t digits_at_most = static_cast<std::int64_t>(unscaled_.size()) * 5 / 2 + 1;
  if (digits_at_most > kMaxDigits || scale_ > kMaxDigits) {
    throw Error(ErrorCode::kResourceExhausted,
                "a decimal number is too long for text: " + std::to_string(unscaled_.size()) +
                    " bytes, scale " + std::to_string(scale_));
  }
  const bool is_negative = IsNegative(unscaled_);
  std::string digits = DigitsOf(is_negative ? Negated(unscaled_) : unscaled_);
  if (scale_ > 0) {
    const auto places = static_cast<std::size_t>(scale_);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  } else if (scale_ < 0) {
    digits += "e" + std::to_string(-static_cast<std::int64_t>(scale_));
  }
  return is_negative ? "-" + digits : digits;
}

FieldType RowField<Decimal>::Type() {
  return FieldType::Logical("beam:logical_type:decimal:v1", FieldType::Atomic(AtomicType::kBytes));
}

void RowField<Decimal>::Encode(const Decimal& value, ByteWriter& out) {
  RowField<std::int32_t>::Encode(value.scale(), out);
  Coder<std::string>::Encode(value.unscaled(), out);
}

Decimal RowField<Decimal>::Decode(ByteReader& in) {
  const std::int32_t scale = RowField<std::int32_t>::Decode(in);
  std::string unscaled = Coder<std::string>::Decode(in);
  if (unscaled.empty()) throw Error(ErrorCode::kDataLoss, "decimal number has no bytes");
  return {std::move(unscaled), scale};
}

}  // namespace beam
