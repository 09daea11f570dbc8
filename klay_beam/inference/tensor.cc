#include "klay_beam/inference/tensor.h"

#include <limits>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

std::string Text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t length : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(length);
  }
  return text + "]";
}

std::size_t CountItems(const std::vector<std::int64_t>& shape, std::size_t item_bytes) {
  std::size_t count = 1;
  for (const std::int64_t length : shape) {
    const auto factor = static_cast<std::size_t>(length);
    if (length < 0 || __builtin_mul_overflow(count, factor, &count) ||
        count > std::numeric_limits<std::ptrdiff_t>::max() / item_bytes) {
      throw Error(ErrorCode::kInvalidArgument, "no tensor has this shape: " + Text(shape));
    }
  }
  return count;
}

}  // namespace

std::string_view Name(TensorType type) {
  switch (type) {
    case TensorType::kFloat32:
      return "float32";
    case TensorType::kFloat64:
      return "float64";
    case TensorType::kFloat16:
      return "float16";
    case TensorType::kBfloat16:
      return "bfloat16";
    case TensorType::kInt8:
      return "int8";
    case TensorType::kInt16:
      return "int16";
    case TensorType::kInt32:
      return "int32";
    case TensorType::kInt64:
      return "int64";
    case TensorType::kUint8:
      return "uint8";
    case TensorType::kUint16:
      return "uint16";
    case TensorType::kUint32:
      return "uint32";
    case TensorType::kUint64:
      return "uint64";
    case TensorType::kBool:
      return "bool";
  }
  throw Error(ErrorCode::kInternal,
              "no type of a tensor: " + std::to_string(static_cast<int>(type)));
}

std::size_t ItemBytes(TensorType type) {
  switch (type) {
    case TensorType::kFloat64:
    case TensorType::kInt64:
    case TensorType::kUint64:
      return 8;
    case TensorType::kFloat32:
    case TensorType::kInt32:
    case TensorType::kUint32:
      return 4;
    case TensorType::kFloat16:
    case TensorType::kBfloat16:
    case TensorType::kInt16:
    case TensorType::kUint16:
      return 2;
    case TensorType::kInt8:
    case TensorType::kUint8:
    case TensorType::kBool:
      return 1;
  }
  throw Error(ErrorCode::kInternal,
              "no type of a tensor: " + std::to_string(static_cast<int>(type)));
}

Tensor::Tensor(TensorType type, std::vector<std::int64_t> shape, std::size_t num_values,
               std::shared_ptr<const void> data)
    : type_(type),
      shape_(std::move(shape)),
      size_(CountItems(shape_, ItemBytes(type))),
      data_(std::move(data)) {
  if (num_values != size_) {
    throw Error(ErrorCode::kInvalidArgument, "a tensor of shape " + Text(shape_) + " has " +
                                                 std::to_string(size_) + " items, found " +
                                                 std::to_string(num_values));
  }
}

Tensor Tensor::FromShared(TensorType type, std::vector<std::int64_t> shape,
                          std::shared_ptr<const void> items) {
  const std::size_t size = CountItems(shape, ItemBytes(type));
  return {type, std::move(shape), size, std::move(items)};
}

void Tensor::CheckType(TensorType wanted) const {
  if (type_ != wanted) {
    throw Error(ErrorCode::kInvalidArgument, "the items of a tensor are read as " +
                                                 std::string(Name(wanted)) + ", found " +
                                                 std::string(Name(type_)));
  }
}

}  // namespace klay
