#include "klay_beam/inference/tensor_coder.h"

#include <bit>
#include <cstring>
#include <string>

#include "beam/coders/iterable_coder.h"
#include "beam/coders/string_coder.h"
#include "beam/coders/varint_coder.h"

namespace beam {

static_assert(std::endian::native == std::endian::little, "items are copied as they lie in memory");

namespace {

klay::TensorType TypeOfName(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(klay::TensorType::kBool); ++i) {
    if (const auto type = static_cast<klay::TensorType>(i); klay::Name(type) == name) return type;
  }
  throw Error(ErrorCode::kDataLoss, "an encoded tensor has no such type: " + name);
}

}  // namespace

void Coder<klay::Tensor>::Encode(const klay::Tensor& tensor, ByteWriter& out) {
  Coder<std::string>::Encode(std::string(klay::Name(tensor.type())), out);
  Coder<std::vector<std::int64_t>>::Encode(tensor.shape(), out);
  const auto bytes = tensor.bytes();
  out.WriteVarint(bytes.size());
  out.WriteBytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

klay::Tensor Coder<klay::Tensor>::Decode(ByteReader& in) {
  const klay::TensorType type = TypeOfName(Coder<std::string>::Decode(in));
  auto shape = Coder<std::vector<std::int64_t>>::Decode(in);
  const std::string_view bytes = in.ReadBytes(in.CheckCount(in.ReadVarint(), 1));
  // Of doubles, so that the items of every type are aligned.
  auto items = std::make_shared<std::vector<double>>(bytes.size() / sizeof(double) + 1);
  std::memcpy(items->data(), bytes.data(), bytes.size());
  std::size_t expected = 0;
  klay::Tensor tensor;
  try {
    tensor = klay::Tensor::FromShared(type, std::move(shape), {items, items->data()});
    expected = tensor.size() * klay::ItemBytes(type);
  } catch (const Error& error) {
    throw Error(ErrorCode::kDataLoss, "an encoded tensor: " + error.message());
  }
  if (expected != bytes.size()) {
    throw Error(ErrorCode::kDataLoss,
                "an encoded tensor has not the bytes that its shape says: "
                "expected " +
                    std::to_string(expected) + ", found " + std::to_string(bytes.size()));
  }
  return tensor;
}

}  // namespace beam
