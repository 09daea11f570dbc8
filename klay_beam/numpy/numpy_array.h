#pragma once

#include <complex>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"

namespace klay {

/// An array as NumPy has it: its items side by side, little-endian, the last index running fastest
/// (C order).
struct NumpyArray {
  std::string dtype;  ///< NumPy's name: "<f4", "<i8", "|u1", "|b1", "<c8", "<U12".
  std::vector<std::int64_t> shape = {};  ///< Empty: one item without an index.
  beam::Bytes items = {};

  auto operator<=>(const NumpyArray&) const = default;
};

namespace internal {

template <class T>
inline constexpr std::string_view kNumpyType = "";
template <>
inline constexpr std::string_view kNumpyType<bool> = "|b1";
template <>
inline constexpr std::string_view kNumpyType<std::int8_t> = "|i1";
template <>
inline constexpr std::string_view kNumpyType<std::int16_t> = "<i2";
template <>
inline constexpr std::string_view kNumpyType<std::int32_t> = "<i4";
template <>
inline constexpr std::string_view kNumpyType<std::int64_t> = "<i8";
template <>
inline constexpr std::string_view kNumpyType<std::uint8_t> = "|u1";
template <>
inline constexpr std::string_view kNumpyType<std::uint16_t> = "<u2";
template <>
inline constexpr std::string_view kNumpyType<std::uint32_t> = "<u4";
template <>
inline constexpr std::string_view kNumpyType<std::uint64_t> = "<u8";
template <>
inline constexpr std::string_view kNumpyType<float> = "<f4";
template <>
inline constexpr std::string_view kNumpyType<double> = "<f8";
template <>
inline constexpr std::string_view kNumpyType<std::complex<float>> = "<c8";
template <>
inline constexpr std::string_view kNumpyType<std::complex<double>> = "<c16";

/// Throws invalid_argument unless the array's items are of this type.
void CheckItems(const NumpyArray& array, std::string_view dtype);

}  // namespace internal

/// What an array of ours can be made of and read as.
template <class T>
concept NumpyItem = !internal::kNumpyType<T>.empty();

/// Items of an array of this shape. Throws invalid_argument for negative lengths, and when there
/// are too many to count.
std::int64_t CountItems(std::span<const std::int64_t> shape);

/// Bytes of an item of this type. Throws unimplemented for objects, which are pickled Python, for
/// structures and for what else is not known.
std::size_t ItemBytes(std::string_view dtype);

/// Throws invalid_argument unless `items` are as many bytes as `shape` and `dtype` say.
NumpyArray CheckedArray(std::string dtype, std::vector<std::int64_t> shape, std::string items);

/// The array of this shape; throws invalid_argument when it has another number of items.
template <NumpyItem T>
NumpyArray ArrayOf(std::span<const T> values, std::vector<std::int64_t> shape) {
  std::string items(values.size_bytes(), '\0');
  if (!values.empty()) std::memcpy(items.data(), values.data(), values.size_bytes());
  return CheckedArray(std::string(internal::kNumpyType<T>), std::move(shape), std::move(items));
}

/// One dimension of strings, as code points side by side ("<U12"), as long as the longest. Throws
/// invalid_argument for a string that is not UTF-8 or that ends in a zero, which NumPy cuts off.
NumpyArray TextArrayOf(std::span<const std::string> texts, std::vector<std::int64_t> shape);

/// The items, in order. Throws invalid_argument when they are of another type.
template <NumpyItem T>
std::vector<T> ItemsOf(const NumpyArray& array) {
  internal::CheckItems(array, internal::kNumpyType<T>);
  std::vector<T> values(array.items.data.size() / sizeof(T));
  if constexpr (std::same_as<T, bool>) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = array.items.data[i] != '\0';
  } else if (!values.empty()) {
    std::memcpy(values.data(), array.items.data.data(), array.items.data.size());
  }
  return values;
}

/// The items of an array of strings, as UTF-8. Throws invalid_argument when it has none.
std::vector<std::string> TextsOf(const NumpyArray& array);

}  // namespace klay
