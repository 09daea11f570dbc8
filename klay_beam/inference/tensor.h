#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klay {

/// What a tensor's items are. Of float16 and bfloat16 only the bytes can be read.
enum class TensorType {
  kFloat32,
  kFloat64,
  kFloat16,
  kBfloat16,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kBool,
};

/// "float32"
std::string_view Name(TensorType type);

/// Bytes of one item.
std::size_t ItemBytes(TensorType type);

namespace internal {

template <class T>
inline constexpr std::optional<TensorType> kTensorType = std::nullopt;
template <>
inline constexpr std::optional<TensorType> kTensorType<float> = TensorType::kFloat32;
template <>
inline constexpr std::optional<TensorType> kTensorType<double> = TensorType::kFloat64;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::int8_t> = TensorType::kInt8;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::int16_t> = TensorType::kInt16;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::int32_t> = TensorType::kInt32;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::int64_t> = TensorType::kInt64;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::uint8_t> = TensorType::kUint8;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::uint16_t> = TensorType::kUint16;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::uint32_t> = TensorType::kUint32;
template <>
inline constexpr std::optional<TensorType> kTensorType<std::uint64_t> = TensorType::kUint64;
template <>
inline constexpr std::optional<TensorType> kTensorType<bool> = TensorType::kBool;

}  // namespace internal

/// What a tensor can be made of and read as.
template <class T>
concept TensorItem = internal::kTensorType<T>.has_value();

/// What a model takes and gives: items side by side, the last index running fastest. The items are
/// immutable and shared, so a copy costs a pointer. Default-constructed: no items, shape {0}.
class Tensor {
 public:
  Tensor() = default;

  /// Takes `values`; throws invalid_argument when `shape` has another number of items.
  template <TensorItem T>
    requires(!std::same_as<T, bool>)
  Tensor(std::vector<std::int64_t> shape, std::vector<T> values)
      : Tensor(*internal::kTensorType<T>, std::move(shape), values.size(), nullptr) {
    auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    data_ = std::shared_ptr<const void>(owner, owner->data());
  }

  /// The tensor over memory that somebody else allocated, as many items as `shape` says. Throws
  /// invalid_argument for a shape with negative lengths.
  static Tensor FromShared(TensorType type, std::vector<std::int64_t> shape,
                           std::shared_ptr<const void> items);

  TensorType type() const { return type_; }
  const std::vector<std::int64_t>& shape() const { return shape_; }

  /// The number of items.
  std::size_t size() const { return size_; }

  /// The items; throws invalid_argument when they are of another type.
  template <TensorItem T>
  std::span<const T> values() const {
    CheckType(*internal::kTensorType<T>);
    return {static_cast<const T*>(data_.get()), size_};
  }

  /// The items as they lie in memory.
  std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(data_.get()), size_ * ItemBytes(type_)};
  }

  /// About how much memory the tensor holds [bytes]: what runners bound their queues by.
  std::size_t ApproximateBytes() const { return sizeof(*this) + bytes().size(); }

 private:
  Tensor(TensorType type, std::vector<std::int64_t> shape, std::size_t num_values,
         std::shared_ptr<const void> data);

  void CheckType(TensorType wanted) const;

  TensorType type_ = TensorType::kFloat32;
  std::vector<std::int64_t> shape_ = {0};
  std::size_t size_ = 0;
  std::shared_ptr<const void> data_;
};

}  // namespace klay
