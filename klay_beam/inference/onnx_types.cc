#include <optional>
#include <utility>

#include "klay_beam/inference/onnx_types_internal.h"

namespace klay::internal {
namespace {

using beam::Error;
using beam::ErrorCode;

constexpr std::pair<TensorType, ONNXTensorElementDataType> kTypes[] = {
    {TensorType::kFloat32, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},
    {TensorType::kFloat64, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE},
    {TensorType::kFloat16, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16},
    {TensorType::kBfloat16, ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16},
    {TensorType::kInt8, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8},
    {TensorType::kInt16, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16},
    {TensorType::kInt32, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32},
    {TensorType::kInt64, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64},
    {TensorType::kUint8, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8},
    {TensorType::kUint16, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16},
    {TensorType::kUint32, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32},
    {TensorType::kUint64, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64},
    {TensorType::kBool, ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL},
};

std::optional<TensorType> TypeOf(ONNXTensorElementDataType wanted) {
  for (const auto& [type, in_onnx] : kTypes) {
    if (in_onnx == wanted) return type;
  }
  return std::nullopt;
}

ONNXTensorElementDataType TypeInOnnx(TensorType wanted) {
  for (const auto& [type, in_onnx] : kTypes) {
    if (type == wanted) return in_onnx;
  }
  throw Error(ErrorCode::kInternal, "no type of a tensor in ONNX: " + std::string(Name(wanted)));
}

std::string NameOf(ONNXTensorElementDataType type) {
  if (const auto known = TypeOf(type)) return std::string(Name(*known));
  return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING
             ? "string"
             : "tensor of type " + std::to_string(static_cast<int>(type));
}

std::string NameOf(ONNXType type) {
  switch (type) {
    case ONNX_TYPE_SEQUENCE:
      return "sequence";
    case ONNX_TYPE_MAP:
      return "map";
    case ONNX_TYPE_OPAQUE:
      return "opaque";
    case ONNX_TYPE_SPARSETENSOR:
      return "sparse tensor";
    case ONNX_TYPE_OPTIONAL:
      return "optional";
    default:
      return "type " + std::to_string(static_cast<int>(type));
  }
}

std::vector<std::string> ShapeOf(const Ort::ConstTensorTypeAndShapeInfo& info) {
  const std::vector<int64_t> lengths = info.GetShape();
  const std::vector<const char*> names = info.GetSymbolicDimensions();
  std::vector<std::string> shape;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] >= 0) {
      shape.push_back(std::to_string(lengths[i]));
    } else {
      shape.emplace_back(*names[i] == '\0' ? "?" : names[i]);
    }
  }
  return shape;
}

TensorInfo InfoOf(std::string name, const Ort::TypeInfo& type) {
  TensorInfo info{.name = std::move(name), .type = "", .shape = {}};
  if (type.GetONNXType() == ONNX_TYPE_TENSOR) {
    const auto tensor = type.GetTensorTypeAndShapeInfo();
    info.type = NameOf(tensor.GetElementType());
    info.shape = ShapeOf(tensor);
  } else {
    info.type = NameOf(type.GetONNXType());
  }
  return info;
}

}  // namespace

std::vector<TensorInfo> InputsOf(const Ort::Session& session) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<TensorInfo> inputs;
  for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
    inputs.push_back(
        InfoOf(session.GetInputNameAllocated(i, allocator).get(), session.GetInputTypeInfo(i)));
  }
  return inputs;
}

std::vector<TensorInfo> OutputsOf(const Ort::Session& session) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<TensorInfo> outputs;
  for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
    outputs.push_back(
        InfoOf(session.GetOutputNameAllocated(i, allocator).get(), session.GetOutputTypeInfo(i)));
  }
  return outputs;
}

Ort::Value ValueOf(const Tensor& tensor) {
  static std::byte nothing{};  // A tensor without items has no address, which Ort does not take.
  const auto bytes = tensor.bytes();
  // Ort does not write to inputs; it has no type for memory that it only reads.
  void* data = bytes.empty() ? &nothing : const_cast<std::byte*>(bytes.data());
  return Ort::Value::CreateTensor(Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault),
                                  data, bytes.size(), tensor.shape().data(), tensor.shape().size(),
                                  TypeInOnnx(tensor.type()));
}

Tensor TensorOf(Ort::Value value) {
  if (!value.IsTensor()) {
    throw Error(ErrorCode::kUnimplemented,
                "an output is no tensor: " + NameOf(value.GetTypeInfo().GetONNXType()));
  }
  const auto info = value.GetTensorTypeAndShapeInfo();
  const auto type = TypeOf(info.GetElementType());
  if (!type.has_value()) {
    throw Error(ErrorCode::kUnimplemented,
                "an output's items cannot be read: " + NameOf(info.GetElementType()));
  }
  auto owner = std::make_shared<const Ort::Value>(std::move(value));
  const void* data = owner->GetTensorRawData();
  return Tensor::FromShared(*type, info.GetShape(), std::shared_ptr<const void>(owner, data));
}

}  // namespace klay::internal
