#include "klay_beam/numpy/numpy_array.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

#include "beam/base/error.h"
#include "beam/base/utf8.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

static_assert(std::endian::native == std::endian::little, "arrays are copied as they are");

/// The number at the end of a type's name.
std::optional<std::size_t> NumberIn(std::string_view text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number > (1U << 30)) return std::nullopt;
  return number;
}

[[noreturn]] void ThrowUnknownType(std::string_view dtype) {
  const bool is_object = dtype.find('O') != dtype.npos;
  throw Error(ErrorCode::kUnimplemented,
              std::string(is_object ? "arrays of Python objects are pickled, and are not read"
                                    : "arrays of this type are not read") +
                  ": expected numbers, bools or text, found \"" + std::string(dtype) + '"');
}

/// The code point of one character of UTF-8.
char32_t CodePoint(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  char32_t point = first & (0x7FU >> character.size());
  for (const char c : character.substr(1)) {
    point = point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return point;
}

std::u32string CodePoints(std::string_view text) {
  const auto refuse = [whole = text](const std::string& why) {
    throw Error(ErrorCode::kInvalidArgument,
                "text in an array " + why + ": found \"" + beam::ExcerptOf(whole) + '"');
  };
  std::u32string points;
  while (!text.empty()) {
    const std::size_t length = beam::Utf8CharacterLength(text);
    if (length == 0) refuse("is not UTF-8");
    points += CodePoint(text.substr(0, length));
    text.remove_prefix(length);
  }
  if (points.ends_with(U'\0')) refuse("ends in a zero, which NumPy cuts off");
  return points;
}

void AppendUtf8(char32_t point, std::string& text) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

bool IsCodePoint(char32_t point) {
  return point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
}

}  // namespace

namespace internal {

void CheckItems(const NumpyArray& array, std::string_view dtype) {
  if (array.dtype == dtype) return;
  throw Error(ErrorCode::kInvalidArgument, "an array has items of another type: expected \"" +
                                               std::string(dtype) + "\", found \"" + array.dtype +
                                               '"');
}

}  // namespace internal

std::int64_t CountItems(std::span<const std::int64_t> shape) {
  std::int64_t count = 1;
  for (const std::int64_t length : shape) {
    if (length < 0 || __builtin_mul_overflow(count, length, &count)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "an array's shape has a length that cannot be: found " + std::to_string(length));
    }
  }
  return count;
}

std::size_t ItemBytes(std::string_view dtype) {
  // A sign for the order of bytes, a letter, a number: "<f4".
  if (dtype.size() < 3) ThrowUnknownType(dtype);
  const char order = dtype[0];
  const char kind = dtype[1];
  const std::optional<std::size_t> number = NumberIn(dtype.substr(2, dtype.find('[') - 2));
  if (std::string_view("<>|=").find(order) == std::string_view::npos || !number.has_value()) {
    ThrowUnknownType(dtype);
  }
  const std::size_t n = *number;
  const bool is_power = std::has_single_bit(n);
  if (kind == 'U' && n > 0) return 4 * n;
  if (kind == 'S' && n > 0) return n;
  if (kind == 'b' && n == 1) return n;
  if ((kind == 'i' || kind == 'u') && is_power && n <= 8) return n;
  if (kind == 'f' && is_power && n >= 2 && n <= 8) return n;
  if (kind == 'c' && is_power && n >= 8 && n <= 16) return n;
  if ((kind == 'm' || kind == 'M') && n == 8) return n;
  ThrowUnknownType(dtype);
}

NumpyArray CheckedArray(std::string dtype, std::vector<std::int64_t> shape, std::string items) {
  const std::int64_t count = CountItems(shape);
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(count, static_cast<std::int64_t>(ItemBytes(dtype)), &bytes) ||
      bytes != static_cast<std::int64_t>(items.size())) {
    throw Error(ErrorCode::kInvalidArgument,
                "an array's items are not as many as its shape says: expected " +
                    std::to_string(count) + " of type " + dtype + ", found " +
                    std::to_string(items.size()) + " bytes");
  }
  return {.dtype = std::move(dtype), .shape = std::move(shape), .items = {std::move(items)}};
}

NumpyArray TextArrayOf(std::span<const std::string> texts, std::vector<std::int64_t> shape) {
  std::vector<std::u32string> all;
  std::size_t longest = 1;  // NumPy has no strings of none.
  for (const std::string& text : texts) {
    longest = std::max(longest, all.emplace_back(CodePoints(text)).size());
  }
  std::string items(all.size() * longest * sizeof(char32_t), '\0');
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::memcpy(items.data() + i * longest * sizeof(char32_t), all[i].data(),
                all[i].size() * sizeof(char32_t));
  }
  return CheckedArray("<U" + std::to_string(longest), std::move(shape), std::move(items));
}

std::vector<std::string> TextsOf(const NumpyArray& array) {
  if (!array.dtype.starts_with("<U")) internal::CheckItems(array, "<U");
  const std::size_t length = ItemBytes(array.dtype) / sizeof(char32_t);
  std::vector<std::string> texts(array.items.data.size() / ItemBytes(array.dtype));
  std::u32string points(length, U'\0');
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::memcpy(points.data(), array.items.data.data() + i * length * sizeof(char32_t),
                length * sizeof(char32_t));
    const std::size_t end = points.find_last_not_of(U'\0') + 1;
    for (const char32_t point : points.substr(0, end)) {
      if (!IsCodePoint(point)) {
        throw Error(ErrorCode::kDataLoss, "an array's text has what is no character: found " +
                                              std::to_string(static_cast<std::uint32_t>(point)));
      }
      AppendUtf8(point, texts[i]);
    }
  }
  return texts;
}

}  // namespace klay
