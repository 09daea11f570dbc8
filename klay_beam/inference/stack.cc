#include "klay_beam/inference/stack.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;
using Shape = std::vector<std::int64_t>;

std::size_t BytesOf(std::span<const std::int64_t> shape, std::size_t item_bytes) {
  std::size_t bytes = item_bytes;
  for (const std::int64_t length : shape) bytes *= static_cast<std::size_t>(length);
  return bytes;
}

/// Copies a block of `shape` from an array of shape `from_shape` to one of `to_shape`, both of
/// which start with it.
void CopyBlock(std::span<const std::int64_t> shape, std::size_t item_bytes, const std::byte* from,
               std::span<const std::int64_t> from_shape, std::byte* to,
               std::span<const std::int64_t> to_shape) {
  if (std::ranges::equal(from_shape, shape) && std::ranges::equal(to_shape, shape)) {
    const std::size_t bytes = BytesOf(shape, item_bytes);
    if (bytes > 0) std::memcpy(to, from, bytes);
    return;
  }
  const std::size_t from_step = BytesOf(from_shape.subspan(1), item_bytes);
  const std::size_t to_step = BytesOf(to_shape.subspan(1), item_bytes);
  if (std::ranges::equal(from_shape.subspan(1), to_shape.subspan(1)) &&
      std::ranges::equal(from_shape.subspan(1), shape.subspan(1))) {
    const std::size_t bytes = static_cast<std::size_t>(shape[0]) * from_step;
    if (bytes > 0) std::memcpy(to, from, bytes);
    return;
  }
  for (std::int64_t i = 0; i < shape[0]; ++i) {
    CopyBlock(shape.subspan(1), item_bytes, from, from_shape.subspan(1), to, to_shape.subspan(1));
    from += from_step;
    to += to_step;
  }
}

/// Memory for that many bytes, zero, aligned for items of every type.
std::shared_ptr<std::byte> Zeros(std::size_t bytes) {
  auto items = std::make_shared<std::vector<double>>(bytes / sizeof(double) + 1);
  return {items, reinterpret_cast<std::byte*>(items->data())};
}

std::string Text(const Tensor& tensor) {
  return std::string(Name(tensor.type())) + " with " + std::to_string(tensor.shape().size()) +
         " axes";
}

/// The shape that all tensors fit in.
Shape Longest(std::span<const Tensor> tensors) {
  Shape longest = tensors.front().shape();
  for (const Tensor& tensor : tensors) {
    if (tensor.type() != tensors.front().type() || tensor.shape().size() != longest.size()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "tensors of different kinds make no batch: expected " + Text(tensors.front()) +
                      ", found " + Text(tensor));
    }
    for (std::size_t axis = 0; axis < longest.size(); ++axis) {
      longest[axis] = std::max(longest[axis], tensor.shape()[axis]);
    }
  }
  return longest;
}

Shape WithFirst(std::int64_t first, const Shape& rest) {
  Shape shape = {first};
  shape.insert(shape.end(), rest.begin(), rest.end());
  return shape;
}

}  // namespace

Tensor Stack(std::span<const Tensor> tensors) {
  if (tensors.empty()) throw Error(ErrorCode::kInvalidArgument, "no tensors make no batch");
  const Shape longest = Longest(tensors);
  const Tensor& first = tensors.front();
  const Shape stacked = WithFirst(static_cast<std::int64_t>(tensors.size()), longest);
  if (tensors.size() == 1) {
    const auto owner = std::make_shared<const Tensor>(first);
    return Tensor::FromShared(first.type(), stacked, {owner, owner->bytes().data()});
  }
  const std::size_t step = BytesOf(longest, ItemBytes(first.type()));
  const std::shared_ptr<std::byte> items = Zeros(step * tensors.size());
  std::byte* to = items.get();
  for (const Tensor& tensor : tensors) {
    CopyBlock(tensor.shape(), ItemBytes(tensor.type()), tensor.bytes().data(), tensor.shape(), to,
              longest);
    to += step;
  }
  return Tensor::FromShared(first.type(), stacked, items);
}

Tensor Unstack(const Tensor& stack, std::int64_t index, const std::vector<std::int64_t>& shape) {
  const Shape& all = stack.shape();
  const bool fits = !all.empty() && shape.size() + 1 == all.size() && index >= 0 &&
                    index < all[0] &&
                    std::equal(shape.begin(), shape.end(), all.begin() + 1,
                               [](auto wanted, auto found) { return wanted <= found; });
  if (!fits) {
    throw Error(ErrorCode::kInvalidArgument,
                "a batch has no such part: " + std::to_string(index) + " of " + Text(stack));
  }
  const std::span<const std::int64_t> longest = std::span(all).subspan(1);
  const std::size_t item_bytes = ItemBytes(stack.type());
  const std::byte* from =
      stack.bytes().data() + static_cast<std::size_t>(index) * BytesOf(longest, item_bytes);
  // Cut along its first axis only, a part still lies side by side.
  if (shape.empty() || std::ranges::equal(std::span(shape).subspan(1), longest.subspan(1))) {
    const auto owner = std::make_shared<const Tensor>(stack);
    return Tensor::FromShared(stack.type(), shape, {owner, from});
  }
  const std::shared_ptr<std::byte> items = Zeros(BytesOf(shape, item_bytes));
  CopyBlock(shape, item_bytes, from, longest, items.get(), shape);
  return Tensor::FromShared(stack.type(), shape, items);
}

}  // namespace klay
